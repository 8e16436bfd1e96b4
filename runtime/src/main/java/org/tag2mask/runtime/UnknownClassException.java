package org.tag2mask.runtime;

/** A tag or class name that the class list does not have; the message suggests the nearest one. */
public final class UnknownClassException extends Tag2MaskException {
  private static final long serialVersionUID = 1L;

  /**
   * A fault with no underlying one.
   *
   * @param message what was found, what was expected, what to do
   */
  public UnknownClassException(String message) {
    super(message);
  }

  /**
   * A fault caused by another.
   *
   * @param message what was found, what was expected, what to do
   * @param cause the underlying fault
   */
  public UnknownClassException(String message, Throwable cause) {
    super(message, cause);
  }
}
