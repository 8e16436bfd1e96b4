package org.tag2mask.cli;

/** What the process tells its caller. */
public final class ExitCode {
  /** All good. */
  public static final int OK = 0;

  /** The command line was wrong; nothing was begun. */
  public static final int USAGE = 2;

  /** Some images failed; the ledger names them. */
  public static final int SOME_FAILED = 3;

  /** Nothing was done: the message says why. */
  public static final int NOTHING_DONE = 4;

  /** Stopped by Ctrl-C; the same command goes on from there. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
