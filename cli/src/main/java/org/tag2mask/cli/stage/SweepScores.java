package org.tag2mask.cli.stage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.cli.evaluation.SweepRow;
import org.tag2mask.data.metric.ConfusionMatrix;
import org.tag2mask.data.metric.ScoreRules;
import org.tag2mask.data.metric.SegmentationScores;
import org.tag2mask.data.metric.ThresholdCurve;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.mask.MaskSweep;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.Refinement.RandomWalk;

/** The counts of all variants of a sweep. Thread-safe. */
final class SweepScores {
  private final MaskSweep sweep;
  private final Map<Optional<RandomWalk>, ThresholdCurve> curves = new LinkedHashMap<>();
  private final Map<Optional<RandomWalk>, Map<Background.Score, ConfusionMatrix>> matrices =
      new LinkedHashMap<>();

  /**
   * Nothing counted yet.
   *
   * @param sweep the variants
   * @param classes number of classes with background
   */
  SweepScores(MaskSweep sweep, int classes) {
    this.sweep = sweep;
    for (Optional<RandomWalk> variant : sweep.variants()) {
      if (sweep.thresholdsOnly()) {
        curves.put(variant, new ThresholdCurve(classes, thresholds(sweep)));
      } else {
        Map<Background.Score, ConfusionMatrix> byBackground = new LinkedHashMap<>();
        sweep.grid().backgrounds().forEach(b -> byBackground.put(b, new ConfusionMatrix(classes)));
        matrices.put(variant, byBackground);
      }
    }
  }

  private static float[] thresholds(MaskSweep sweep) {
    List<? extends Background.Score> backgrounds = sweep.grid().backgrounds();
    float[] thresholds = new float[backgrounds.size()];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = (float) ((Background.Threshold) backgrounds.get(i)).value();
    }
    return thresholds;
  }

  /** Counts the masks of one image. */
  MaskSweep.Receiver against(LabelMap truth) {
    return new MaskSweep.Receiver() {
      @Override
      public void maps(Optional<RandomWalk> variant, Cams maps) {
        ThresholdCurve curve = curves.get(variant);
        synchronized (curve) {
          curve.add(truth, maps.classIds(), maps.planes());
        }
      }

      @Override
      public void mask(Optional<RandomWalk> variant, Background.Score background, LabelMap mask) {
        ConfusionMatrix matrix = matrices.get(variant).get(background);
        synchronized (matrix) {
          matrix.add(truth, mask);
        }
      }
    };
  }

  /** The scores of every variant, in the order of walks, then backgrounds. */
  List<SweepRow> rows(ScoreRules rules) {
    List<SweepRow> rows = new ArrayList<>();
    for (Optional<RandomWalk> variant : sweep.variants()) {
      for (int b = 0; b < sweep.grid().backgrounds().size(); b++) {
        Background.Score background = sweep.grid().backgrounds().get(b);
        ConfusionMatrix matrix =
            sweep.thresholdsOnly()
                ? curves.get(variant).at(b)
                : matrices.get(variant).get(background);
        rows.add(new SweepRow(variant, background, SegmentationScores.of(matrix, rules)));
      }
    }
    return rows;
  }
}
