package org.tag2mask.trainer;

import org.tag2mask.runtime.Tag2MaskException;

/** A training that cannot start or go on: settings, run folder, data or a diverged loss. */
public class TrainingException extends Tag2MaskException {
  private static final long serialVersionUID = 1L;

  /**
   * An error found by ourselves.
   *
   * @param message what was found, what was expected, what to do
   */
  public TrainingException(String message) {
    super(message);
  }

  /**
   * An error with an underlying cause.
   *
   * @param message what was found, what was expected, what to do
   * @param cause the failure below
   */
  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
