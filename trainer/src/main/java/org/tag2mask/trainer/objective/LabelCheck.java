package org.tag2mask.trainer.objective;

import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageException;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.trainer.TrainingException;

/** A look at label maps before hours of training on them. */
final class LabelCheck {
  private LabelCheck() {}

  /**
   * Refuses label maps without any foreground. Broken files are left to the loader, which names
   * them.
   *
   * @param train samples with masks
   * @throws TrainingException if no mask has a pixel of a class
   */
  static void requireForeground(Dataset train) {
    if (train.samples().stream().noneMatch(LabelCheck::showsSomething)) {
      throw new TrainingException(
          "none of the "
              + train.size()
              + " label maps of split '"
              + train.split()
              + "' has a pixel of a class, the first: "
              + train.samples().get(0).mask().orElseThrow().file()
              + "; there is nothing to learn. Look at the labels, and make them with a lower"
              + " foreground threshold or a better classifier");
    }
  }

  private static boolean showsSomething(Sample sample) {
    LabelMap labels;
    try {
      labels = sample.mask().orElseThrow().read();
    } catch (ImageException e) {
      return true;
    }
    for (byte label : labels.array()) {
      if (label != 0 && label != (byte) LabelMap.IGNORE) {
        return true;
      }
    }
    return false;
  }
}
