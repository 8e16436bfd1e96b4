package org.tag2mask.cli;

/** A command line that cannot be understood; exit code {@link ExitCode#USAGE}. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * The fault.
   *
   * @param message what was found, what was expected, what to do
   */
  public UsageException(String message) {
    super(message);
  }
}
