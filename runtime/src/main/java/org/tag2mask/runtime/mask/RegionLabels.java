package org.tag2mask.runtime.mask;

import java.util.Arrays;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.CamNormalization;

/** The hard labels of {@link Background.Regions}, as scores of 0 and 1. */
final class RegionLabels {
  private RegionLabels() {}

  /**
   * One label a pixel, or none. Foreground wins over background; of classes with regions of the
   * same size the lower id wins. An image without classes is background everywhere.
   *
   * @param cams maps normalised to 0..1, and the further map of the rule
   * @param rule thresholds
   * @return 1 for the label of a pixel, 0 for the others; all 0 where there is none
   */
  static LabelScores of(Cams cams, Background.Regions rule) {
    int classes = cams.classIds().length;
    int pixels = Math.multiplyExact(cams.width(), cams.height());
    int[] labels = new int[classes + 1];
    System.arraycopy(cams.classIds(), 0, labels, 1, classes);
    float[] planes = new float[Math.multiplyExact(classes + 1, pixels)];
    if (classes == 0) {
      Arrays.fill(planes, 1);
      return new LabelScores(labels, cams.width(), cams.height(), planes);
    }
    float[] maps = LabelScores.fullSize(cams, cams.planes(), classes);
    float[] low = LabelScores.fullSize(cams, cams.extras().get(rule.output()), 1).clone();
    CamNormalization.RANGE.apply(low, 1, pixels);
    // In the precision of the maps: 0.2f is above the double 0.2.
    float foreground = (float) rule.foreground();
    float background = (float) rule.background();
    long[] sizes = sizes(maps, classes, pixels, foreground);
    for (int i = 0; i < pixels; i++) {
      int smallest = -1;
      for (int c = 0; c < classes; c++) {
        boolean inside = maps[c * pixels + i] > foreground;
        if (inside && (smallest < 0 || sizes[c] < sizes[smallest])) {
          smallest = c;
        }
      }
      if (smallest >= 0) {
        planes[(smallest + 1) * pixels + i] = 1;
      } else if (low[i] < background) {
        planes[i] = 1;
      }
    }
    return new LabelScores(labels, cams.width(), cams.height(), planes);
  }

  private static long[] sizes(float[] maps, int classes, int pixels, float threshold) {
    long[] sizes = new long[classes];
    for (int i = 0; i < maps.length; i++) {
      if (maps[i] > threshold) {
        sizes[i / pixels]++;
      }
    }
    return sizes;
  }
}
