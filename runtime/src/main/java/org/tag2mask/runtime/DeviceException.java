package org.tag2mask.runtime;

/** A device or execution provider that was asked for and cannot be used on this machine. */
public final class DeviceException extends Tag2MaskException {
  private static final long serialVersionUID = 1L;

  /**
   * A fault with no underlying one.
   *
   * @param message what was found, what was expected, what to do
   */
  public DeviceException(String message) {
    super(message);
  }

  /**
   * A fault caused by another.
   *
   * @param message what was found, what was expected, what to do
   * @param cause the underlying fault
   */
  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
