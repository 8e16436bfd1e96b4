package org.tag2mask.batch;

import org.tag2mask.runtime.Tag2MaskException;

/**
 * A fault of the whole batch rather than of one image: a mask folder that belongs to other settings
 * or to another process, or a disk that cannot be written. What was finished before stays valid.
 */
public final class BatchException extends Tag2MaskException {
  private static final long serialVersionUID = 1L;

  /**
   * A fault with no underlying one.
   *
   * @param message what was found, what was expected, what to do
   */
  public BatchException(String message) {
    super(message);
  }

  /**
   * A fault caused by another.
   *
   * @param message what was found, what was expected, what to do
   * @param cause the underlying fault
   */
  public BatchException(String message, Throwable cause) {
    super(message, cause);
  }
}
