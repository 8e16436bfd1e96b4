package org.tag2mask.runtime.mask;

import java.util.Map;
import org.tag2mask.runtime.image.LabelMap;

/**
 * A mask and how sure it is.
 *
 * @param mask class ids, 0 = background, 255 = ignore; of the image's size
 * @param confidence {@code [height*width]}: best final score minus second best, in 0..1. Final
 *     scores are the CRF's probabilities, or without refinement background score and normalised
 *     maps; 1 where background is the only label
 * @param imageConfidence mean confidence of the pixels that are not ignored, 0 when all are
 * @param classIds ids 1..K of the tags that were to be found, ascending; empty where a segmenter
 *     was free to choose
 * @param scores {@code [K]}: logit of every class of the classifier; empty from a segmenter
 * @param milliseconds wall time by stage: {@code cam} or {@code segment} (model and merge), {@code
 *     refine}, {@code mask} (background, arg-max, confidence)
 */
public record MaskResult(
    LabelMap mask,
    float[] confidence,
    double imageConfidence,
    int[] classIds,
    float[] scores,
    Map<String, Double> milliseconds) {

  /**
   * The confidence as 8-bit grey, for a PNG.
   *
   * @return {@code [height*width]}, {@code round(255 * confidence)}
   */
  public byte[] confidenceBytes() {
    byte[] bytes = new byte[confidence.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(255 * confidence[i]);
    }
    return bytes;
  }

  /**
   * Whether tags were there but no pixel shows any of them: worth a look.
   *
   * @return true when a tagged image got no foreground
   */
  public boolean lostAllTags() {
    if (classIds.length == 0) {
      return false;
    }
    long[] counts = mask.counts();
    for (int id : classIds) {
      if (counts[id] > 0) {
        return false;
      }
    }
    return true;
  }
}
