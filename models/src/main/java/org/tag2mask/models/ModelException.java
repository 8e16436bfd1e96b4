package org.tag2mask.models;

/**
 * A network description or a parameter file that cannot be used. The message says what was found,
 * what was expected and what to do.
 */
public class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An error found by ourselves.
   *
   * @param message what was found, what was expected, what to do
   */
  public ModelException(String message) {
    super(message);
  }

  /**
   * An error with an underlying cause.
   *
   * @param message what was found, what was expected, what to do
   * @param cause the failure below
   */
  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
