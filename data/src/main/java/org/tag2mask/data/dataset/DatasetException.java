package org.tag2mask.data.dataset;

import org.tag2mask.runtime.Tag2MaskException;

/**
 * A data set that cannot be used as it is: a missing folder or list, an empty split, an unknown
 * tag, a missing image. The message names the file and line, says what was expected and what to do.
 */
public final class DatasetException extends Tag2MaskException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was found, what was expected, what to do
   */
  public DatasetException(String message) {
    super(message);
  }

  /**
   * Creates the exception with the fault below it.
   *
   * @param message what was found, what was expected, what to do
   * @param cause the fault below
   */
  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
