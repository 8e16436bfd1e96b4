package org.tag2mask.runtime.json;

import org.tag2mask.runtime.Tag2MaskException;

/** JSON text that does not parse, or a key that is missing, unknown or of another type. */
public final class JsonException extends Tag2MaskException {
  private static final long serialVersionUID = 1L;

  /**
   * A fault with no underlying one.
   *
   * @param message where it was found, what was found, what was expected
   */
  public JsonException(String message) {
    super(message);
  }

  /**
   * A fault caused by another.
   *
   * @param message where it was found, what was found, what was expected
   * @param cause the parser's fault
   */
  public JsonException(String message, Throwable cause) {
    super(message, cause);
  }
}
