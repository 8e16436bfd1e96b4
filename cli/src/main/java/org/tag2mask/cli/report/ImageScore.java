package org.tag2mask.cli.report;

import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.SortedSet;

/**
 * What is known of an image once its mask has been looked at.
 *
 * @param image the image
 * @param position its place in the data set, from 0
 * @param iou mean IoU over the classes that its mask or truth has, background included; empty
 *     without truth
 * @param foreground share of the pixels that the mask gives to a class other than the background
 * @param ignored share of the pixels that the mask leaves open (255)
 * @param classes foreground classes of tags, mask and truth together, ascending
 */
record ImageScore(
    ReportImage image,
    int position,
    OptionalDouble iou,
    double foreground,
    double ignored,
    SortedSet<Integer> classes) {

  /**
   * Those that need a look first: worst IoU first where truth is known; then, where it is not, the
   * least confident first; then the rest. Equal ones keep the order of the data set.
   */
  static final Comparator<ImageScore> WORST_FIRST =
      Comparator.comparingInt(ImageScore::group)
          .thenComparingDouble(ImageScore::badness)
          .thenComparingInt(ImageScore::position);

  private int group() {
    if (iou.isPresent()) {
      return 0;
    }
    return image.confidence().isPresent() ? 1 : 2;
  }

  private double badness() {
    return iou.orElse(image.confidence().orElse(0));
  }
}
