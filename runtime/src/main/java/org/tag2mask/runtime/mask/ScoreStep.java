package org.tag2mask.runtime.mask;

import org.tag2mask.runtime.image.RgbImage;

/** A refinement of the scores of background and the present classes. Thread-safe. */
interface ScoreStep {

  /**
   * Refines.
   *
   * @param image the image
   * @param scores not modified
   * @param clock told what the time went to
   * @return new scores of the same labels, or the same ones where there is nothing to refine
   */
  LabelScores apply(RgbImage image, LabelScores scores, StageClock clock);
}
