package org.tag2mask.batch;

import org.tag2mask.runtime.Tag2MaskException;

/** An image id that cannot become a file name below the mask folder, such as {@code ../x}. */
public final class UnsafeIdException extends Tag2MaskException {
  private static final long serialVersionUID = 1L;

  /**
   * The fault.
   *
   * @param message what was found, what was expected, what to do
   */
  public UnsafeIdException(String message) {
    super(message);
  }
}
