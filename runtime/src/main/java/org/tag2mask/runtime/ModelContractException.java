package org.tag2mask.runtime;

/** A model file that is no model, or that does not keep (or tell) the contract of its role. */
public final class ModelContractException extends Tag2MaskException {
  private static final long serialVersionUID = 1L;

  /**
   * A fault with no underlying one.
   *
   * @param message what was found, what was expected, what to do
   */
  public ModelContractException(String message) {
    super(message);
  }

  /**
   * A fault caused by another.
   *
   * @param message what was found, what was expected, what to do
   * @param cause the underlying fault
   */
  public ModelContractException(String message, Throwable cause) {
    super(message, cause);
  }
}
