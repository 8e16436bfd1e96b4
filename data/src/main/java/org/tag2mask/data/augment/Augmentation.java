package org.tag2mask.data.augment;

import java.util.List;
import java.util.SplittableRandom;

/** One step that changes a training picture at random, and its labels with it. */
@FunctionalInterface
public interface Augmentation {

  /**
   * Changes a picture.
   *
   * @param in not modified
   * @param random the only source of chance; advanced by a number of draws that may depend on the
   *     picture's size
   * @return a new picture, or the same object when nothing changes
   */
  LabelledImage apply(LabelledImage in, SplittableRandom random);

  /** Several steps one after the other. */
  static Augmentation sequence(List<Augmentation> steps) {
    List<Augmentation> fixed = List.copyOf(steps);
    return (in, random) -> {
      LabelledImage picture = in;
      for (Augmentation step : fixed) {
        picture = step.apply(picture, random);
      }
      return picture;
    };
  }
}
