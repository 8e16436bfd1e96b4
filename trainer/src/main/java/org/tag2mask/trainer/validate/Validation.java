package org.tag2mask.trainer.validate;

import ai.djl.ndarray.NDManager;
import org.tag2mask.trainer.ValidationMetrics;
import org.tag2mask.trainer.lowering.GraphBlock;
import org.tag2mask.trainer.lowering.LiveParameters;

/** A measure of a network in training on images it does not learn from. Not thread-safe. */
public interface Validation {

  /**
   * Scores all images.
   *
   * @param block the lowered network
   * @param parameters not modified
   * @param manager under which memory is taken, and given back before the return
   * @param step steps done, for the record
   * @param epoch epochs done, for the record
   * @throws org.tag2mask.trainer.TrainingException if an image is broken and that is not to be
   *     skipped, or all are
   */
  ValidationMetrics score(
      GraphBlock block, LiveParameters parameters, NDManager manager, long step, long epoch);
}
