package org.tag2mask.trainer;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a training left.
 *
 * @param outcome whether it is done
 * @param bestParameters {@code best.safetensors}: the parameters to export; present when the
 *     training finished, and before that once a validation took place
 * @param lastCheckpoint the newest checkpoint
 * @param steps steps done
 * @param totalSteps steps of the whole training
 * @param lastLoss loss of the last step, NaN if none was made now
 * @param bestScore of the kept parameters, if validation images were given
 */
public record TrainResult(
    Outcome outcome,
    Optional<Path> bestParameters,
    Path lastCheckpoint,
    long steps,
    long totalSteps,
    double lastLoss,
    Optional<Double> bestScore) {

  /** How a training ended. */
  public enum Outcome {
    /** All steps are done. */
    FINISHED,
    /** It was asked to stop; it goes on from the last checkpoint when called again. */
    STOPPED
  }
}
