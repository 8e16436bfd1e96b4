package org.tag2mask.runtime;

/** A mask recipe with a value outside its range, an unknown name, or JSON that does not fit. */
public final class RecipeException extends Tag2MaskException {
  private static final long serialVersionUID = 1L;

  /**
   * A fault with no underlying one.
   *
   * @param message what was found, what was expected, what to do
   */
  public RecipeException(String message) {
    super(message);
  }

  /**
   * A fault caused by another.
   *
   * @param message what was found, what was expected, what to do
   * @param cause the underlying fault
   */
  public RecipeException(String message, Throwable cause) {
    super(message, cause);
  }
}
