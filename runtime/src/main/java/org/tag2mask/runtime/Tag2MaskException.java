package org.tag2mask.runtime;

/**
 * A fault in what the user gave us (a file, a model, a recipe, a tag), told for the person at the
 * terminal: what was found, what was expected, what to do. The message never needs the stack trace.
 */
public class Tag2MaskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A fault with no underlying one.
   *
   * @param message what was found, what was expected, what to do
   */
  public Tag2MaskException(String message) {
    super(message);
  }

  /**
   * A fault caused by another.
   *
   * @param message what was found, what was expected, what to do
   * @param cause the underlying fault
   */
  public Tag2MaskException(String message, Throwable cause) {
    super(message, cause);
  }
}
