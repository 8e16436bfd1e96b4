package org.tag2mask.cli.terminal;

import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the libraries log: warnings only, each on one line, everything with {@code --debug}. */
public final class Logging {
  /** Held, because loggers that nobody holds are collected with the level they were given. */
  private static final Logger OURS = Logger.getLogger("org.tag2mask");

  private static final Logger CUDA_SEARCH = Logger.getLogger("ai.djl.util.cuda");
  private static final Logger JAVACPP = Logger.getLogger("org.bytedeco.javacpp");

  private Logging() {}

  /**
   * Sets the levels for the whole process.
   *
   * @param debug whether everything of ours and what the libraries tell is shown
   */
  public static void configure(boolean debug) {
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    ConsoleHandler handler = new ConsoleHandler();
    handler.setFormatter(new OneLine(debug));
    handler.setLevel(Level.ALL);
    root.addHandler(handler);
    root.setLevel(debug ? Level.INFO : Level.WARNING);
    OURS.setLevel(debug ? Level.FINE : Level.WARNING);
    // Both warn on every machine without a GPU, or about versions that are pinned on purpose.
    CUDA_SEARCH.setLevel(debug ? Level.INFO : Level.SEVERE);
    System.setProperty("org.bytedeco.javacpp.logger", "slf4j");
    JAVACPP.setLevel(debug ? Level.INFO : Level.SEVERE);
  }

  /** A record as {@code warning: message}, with its stack when debugging. */
  private static final class OneLine extends Formatter {
    private final boolean debug;

    OneLine(boolean debug) {
      this.debug = debug;
    }

    @Override
    public String format(LogRecord entry) {
      StringBuilder line = new StringBuilder("tag2mask: ");
      line.append(entry.getLevel().getName().toLowerCase(java.util.Locale.ROOT)).append(": ");
      line.append(formatMessage(entry)).append('\n');
      if (debug && entry.getThrown() != null) {
        java.io.StringWriter stack = new java.io.StringWriter();
        entry.getThrown().printStackTrace(new java.io.PrintWriter(stack));
        line.append(stack);
      }
      return line.toString();
    }
  }
}
