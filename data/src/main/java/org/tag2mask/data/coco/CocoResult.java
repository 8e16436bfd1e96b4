package org.tag2mask.data.coco;

import java.util.ArrayList;
import java.util.List;
import org.tag2mask.runtime.image.LabelMap;

/**
 * One predicted shape, a line of a COCO results file.
 *
 * @param imageId COCO's number of the image
 * @param categoryId COCO's number of the category
 * @param mask its pixels
 * @param score confidence, usually 0..1
 */
public record CocoResult(long imageId, int categoryId, CocoRle mask, double score) {

  /** Checks that the score is a number, which JSON cannot say otherwise. */
  public CocoResult {
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("the score is " + score + ", expected a number");
    }
  }

  /** The confidence of a class of an image. */
  @FunctionalInterface
  public interface Score {
    /**
     * The confidence.
     *
     * @param classId 1..K
     */
    double of(int classId);
  }

  /**
   * The results of a semantic mask: one for every foreground class it has; background and 255 give
   * none.
   *
   * @param imageId COCO's number of the image
   * @param labels not modified
   * @param categories COCO's category of class {@code i+1}; see {@link
   *     CocoAnnotations#categories()}
   * @param score the confidence of each class
   * @return new list, by class
   * @throws IllegalArgumentException when the mask has a class beyond the categories
   */
  public static List<CocoResult> ofMask(
      long imageId, LabelMap labels, List<CocoCategory> categories, Score score) {
    long[] counts = labels.counts();
    List<CocoResult> results = new ArrayList<>();
    for (int id = 1; id < LabelMap.IGNORE; id++) {
      if (counts[id] == 0) {
        continue;
      }
      if (id > categories.size()) {
        throw new IllegalArgumentException(
            "the mask of image "
                + imageId
                + " has class "
                + id
                + ", but there are only "
                + categories.size()
                + " categories");
      }
      results.add(
          new CocoResult(
              imageId, categories.get(id - 1).id(), CocoRle.ofLabel(labels, id), score.of(id)));
    }
    return results;
  }
}
