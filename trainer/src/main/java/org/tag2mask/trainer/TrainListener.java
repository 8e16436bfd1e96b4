package org.tag2mask.trainer;

import java.util.Map;

/** What a training tells while it runs, and is asked. All methods are called on its thread. */
public interface TrainListener {

  /** Listens to nothing and never stops. */
  TrainListener NONE = new TrainListener() {};

  /**
   * The training begins or goes on.
   *
   * @param firstStep steps done before, 0 for a new training
   * @param totalSteps steps of the whole training
   * @param stepsPerEpoch steps of one epoch
   * @param config all effective settings, as stored in the run folder
   */
  default void onStart(
      long firstStep, long totalSteps, int stepsPerEpoch, Map<String, Object> config) {}

  /** A step is done. */
  default void onStep(StepMetrics step) {}

  /** The validation images were scored. */
  default void onValidation(ValidationMetrics validation) {}

  /** A line for people: also in {@code log.txt}. */
  default void onMessage(String message) {}

  /**
   * Asked before every step: true ends the training with a checkpoint, to be resumed later. A host
   * sets it from its Ctrl-C handler or shutdown hook and waits there for the training to return: a
   * process that exits while the engine computes tears its native library down under it, and dies
   * with a segmentation fault.
   */
  default boolean stopRequested() {
    return false;
  }
}
