package org.tag2mask.trainer;

/** A step whose loss or gradients are not finite; nothing was updated by it. */
final class DivergenceException extends TrainingException {
  private static final long serialVersionUID = 1L;

  private final long step;

  /**
   * A diverged step.
   *
   * @param step from 1
   * @param message what was found and what to do
   */
  DivergenceException(long step, String message) {
    super(message);
    this.step = step;
  }

  /** The step, from 1. */
  long step() {
    return step;
  }
}
