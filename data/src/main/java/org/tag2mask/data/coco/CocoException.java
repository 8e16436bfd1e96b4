package org.tag2mask.data.coco;

import org.tag2mask.runtime.Tag2MaskException;

/** A COCO file or run-length code that does not follow the format. */
public final class CocoException extends Tag2MaskException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message where it is, what was found, what was expected
   */
  public CocoException(String message) {
    super(message);
  }

  /**
   * Creates the exception with the fault below it.
   *
   * @param message where it is, what was found, what was expected
   * @param cause the fault below
   */
  public CocoException(String message, Throwable cause) {
    super(message, cause);
  }
}
