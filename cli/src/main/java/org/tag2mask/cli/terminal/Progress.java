package org.tag2mask.cli.terminal;

import java.util.Map;

/** Follows work of known length. Used by one thread. */
public interface Progress extends AutoCloseable {
  /**
   * So much is done.
   *
   * @param done units from the beginning
   * @param fields further values, in order, such as the loss
   */
  void at(long done, Map<String, ?> fields);

  /** The work has ended, finished or not. */
  @Override
  void close();
}
