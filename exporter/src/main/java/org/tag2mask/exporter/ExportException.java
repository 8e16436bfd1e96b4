package org.tag2mask.exporter;

import org.tag2mask.runtime.Tag2MaskException;

/** A model that cannot be exported, or an exported file that failed a check and was not written. */
public final class ExportException extends Tag2MaskException {
  private static final long serialVersionUID = 1L;

  /**
   * A fault with no underlying one.
   *
   * @param message what was found, what was expected, what to do
   */
  public ExportException(String message) {
    super(message);
  }

  /**
   * A fault caused by another.
   *
   * @param message what was found, what was expected, what to do
   * @param cause the underlying fault
   */
  public ExportException(String message, Throwable cause) {
    super(message, cause);
  }
}
