package org.tag2mask.cli.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;

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

  /**
   * What its option {@code --preset} may name, for its help.
   *
   * @return a sentence by name, in the order of the help; none unless overridden
   */
  default Map<String, String> presets() {
    return Map.of();
  }

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
