package org.tag2mask.cli.command;

import java.io.IOException;
import java.util.List;

/** A sub-command: its public fields are its options. */
public interface Command {
  /**
   * What it does, for its help.
   *
   * @return one or two sentences
   */
  String about();

  /**
   * How it is used, for its help.
   *
   * @return whole command lines
   */
  List<String> examples();

  /** Refuses options that make no sense; called before {@link #run}. */
  default void check() {}

  /**
   * Does it.
   *
   * @param session console and interrupts
   * @return the exit code
   * @throws IOException when a file cannot be read or written
   */
  int run(Session session) throws IOException;
}
