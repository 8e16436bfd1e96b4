package org.tag2mask.data.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tag2mask.data.metric.ScoreRules.Background;
import org.tag2mask.data.metric.ScoreRules.ClassMean;
import org.tag2mask.runtime.image.LabelMap;

/** Our scores against those of the public evaluation codes. */
class SegmentationScoresGoldenTest {

  private static final int CLASSES = 21;
  private static final double TOLERANCE = 1e-6;
  private static final ScoreRules ALL = ScoreRules.DEFAULT;
  private static final ScoreRules IN_TRUTH = ALL.withMean(ClassMean.IN_TRUTH);

  private static ConfusionMatrix matrix(String name, int height, int width) {
    List<LabelMap> truth = Npy.labels(name + "__gt", height, width);
    List<LabelMap> prediction = Npy.labels(name + "__pred", height, width);
    ConfusionMatrix matrix = new ConfusionMatrix(CLASSES);
    for (int i = 0; i < truth.size(); i++) {
      matrix.merge(ConfusionMatrix.of(truth.get(i), prediction.get(i), CLASSES));
    }
    return matrix;
  }

  private static final ConfusionMatrix FULL = matrix("metrics", 40, 52);
  private static final ConfusionMatrix ABSENT = matrix("metrics_absent_class", 33, 29);

  @Test
  void countsPixelsAsTheOfficialCodeDoes() {
    for (String name : List.of("metrics", "metrics_absent_class")) {
      float[] expected = Npy.read(name + "__confusion_gt_rows");
      ConfusionMatrix ours = name.equals("metrics") ? FULL : ABSENT;
      for (int i = 0; i < expected.length; i++) {
        assertEquals((long) expected[i], ours.count(i / CLASSES, i % CLASSES));
      }
    }
  }

  @Test
  void iouOfSeamAndMctformer() {
    for (String code : List.of("SEAM", "MCTformer")) {
      checkIou("metrics", code, FULL);
      checkIou("metrics_absent_class", code, ABSENT);
    }
    assertEquals(0.502294182, SegmentationScores.of(FULL).meanIou(), TOLERANCE);
    assertEquals(0.438638261, SegmentationScores.of(ABSENT).meanIou(), TOLERANCE);
  }

  private static void checkIou(String name, String code, ConfusionMatrix matrix) {
    float[] expected = Npy.read(name + "__" + code + "_iou_percent");
    List<ClassScore> ours = SegmentationScores.of(matrix).classes();
    for (int id = 0; id < CLASSES; id++) {
      double iou = ours.get(id).occurs() ? ours.get(id).iou() : 0;
      assertEquals(expected[id] / 100, iou, TOLERANCE);
    }
  }

  @Test
  void falsePositivesAndNegativesOfSemFormer() {
    SegmentationScores full = SegmentationScores.of(FULL);
    assertEquals(0.253015265, full.meanFalsePositive(), TOLERANCE);
    assertEquals(0.244690553, full.meanFalseNegative(), TOLERANCE);
    SegmentationScores absent = SegmentationScores.of(ABSENT);
    assertEquals(0.277184561, absent.meanFalsePositive(), TOLERANCE);
    assertEquals(0.23655813, absent.meanFalseNegative(), TOLERANCE);
  }

  @Test
  void foregroundMeanOfSemFormer() {
    ScoreRules rules = ALL.withBackground(Background.EXCLUDED);
    assertEquals(0.503615787, SegmentationScores.of(FULL, rules).meanIou(), TOLERANCE);
    assertEquals(0.44284109, SegmentationScores.of(ABSENT, rules).meanIou(), TOLERANCE);
  }

  @Test
  void scoresOfDeeplab() {
    SegmentationScores full = SegmentationScores.of(FULL, IN_TRUTH);
    assertEquals(0.671951425, full.pixelAccuracy(), TOLERANCE);
    assertEquals(0.672449111, full.meanAccuracy(), TOLERANCE);
    assertEquals(0.507482353, full.frequencyWeightedIou(), TOLERANCE);
    assertEquals(0.502294182, full.meanIou(), TOLERANCE);
    SegmentationScores absent = SegmentationScores.of(ABSENT, IN_TRUTH);
    assertEquals(0.634763476, absent.pixelAccuracy(), TOLERANCE);
    assertEquals(0.651257921, absent.meanAccuracy(), TOLERANCE);
    assertEquals(0.48145017, absent.frequencyWeightedIou(), TOLERANCE);
    assertEquals(0.48481071, absent.meanIou(), TOLERANCE);
  }

  @Test
  void meanOfIrnDropsClassesThatDoNotOccur() {
    ScoreRules rules = ALL.withMean(ClassMean.OCCURRING);
    assertEquals(0.460570174, SegmentationScores.of(ABSENT, rules).meanIou(), TOLERANCE);
  }

  @Test
  void backgroundFaultsOfIrn() {
    ClassScore full = SegmentationScores.of(FULL).classes().get(0);
    assertEquals(0.317241379, full.falsePositive(), TOLERANCE);
    assertEquals(0.206896552, full.falseNegative(), TOLERANCE);
    ClassScore absent = SegmentationScores.of(ABSENT).classes().get(0);
    assertEquals(0.250996016, absent.falsePositive(), TOLERANCE);
    assertEquals(0.394422311, absent.falseNegative(), TOLERANCE);
  }

  @Test
  void iouOfIrnLeavesClassesThatDoNotOccurOut() {
    for (String name : List.of("metrics", "metrics_absent_class")) {
      float[] expected = Npy.read(name + "__irn_iou");
      List<ClassScore> ours =
          SegmentationScores.of(name.equals("metrics") ? FULL : ABSENT).classes();
      for (int id = 0; id < CLASSES; id++) {
        // The golden file has -1 where the code has NaN.
        assertEquals(expected[id] < 0, Double.isNaN(ours.get(id).iou()), name + " class " + id);
        if (expected[id] >= 0) {
          assertEquals(expected[id], ours.get(id).iou(), TOLERANCE);
        }
      }
    }
    assertEquals(
        1, SegmentationScores.of(ABSENT).classes().stream().filter(c -> !c.occurs()).count());
  }

  @Test
  void foregroundFaultsOfIrnAreMeansOverOccurringClasses() {
    ScoreRules rules = ALL.withMean(ClassMean.OCCURRING).withBackground(Background.EXCLUDED);
    SegmentationScores full = SegmentationScores.of(FULL, rules);
    assertEquals(0.249803959, full.meanFalsePositive(), TOLERANCE);
    assertEquals(0.246580253, full.meanFalseNegative(), TOLERANCE);
    SegmentationScores absent = SegmentationScores.of(ABSENT, rules);
    assertEquals(0.293151567, absent.meanFalsePositive(), TOLERANCE);
    assertEquals(0.240699917, absent.meanFalseNegative(), TOLERANCE);
  }

  /** The measures of the decoupled attention paper, from the golden counts by their definition. */
  @Test
  void precisionAndRecallOfTheDecoupledPaper() {
    float[] counts = Npy.read("metrics_absent_class__confusion_gt_rows");
    for (Background background : Background.values()) {
      int first = background == Background.EXCLUDED ? 1 : 0;
      double precision = 0;
      double recall = 0;
      for (int id = first; id < CLASSES; id++) {
        double predicted = 0;
        double truth = 0;
        for (int other = 0; other < CLASSES; other++) {
          predicted += counts[other * CLASSES + id];
          truth += counts[id * CLASSES + other];
        }
        double hits = counts[id * CLASSES + id];
        precision += predicted == 0 ? 0 : hits / predicted;
        recall += truth == 0 ? 0 : hits / truth;
      }
      SegmentationScores ours = SegmentationScores.of(ABSENT, ALL.withBackground(background));
      assertEquals(precision / (CLASSES - first), ours.meanPrecision(), TOLERANCE);
      assertEquals(recall / (CLASSES - first), ours.meanRecall(), TOLERANCE);
    }
  }

  @Test
  void iouAndFaultsAddUpToOne() {
    for (ClassScore score : SegmentationScores.of(FULL).classes()) {
      assertEquals(1, score.iou() + score.falsePositive() + score.falseNegative(), 1e-12);
    }
  }

  @Test
  void erosionOfSemFormer() {
    LabelMap mask = Npy.labels("semformer_postprocess__mask", 130, 150).get(0);
    LabelMap expected = Npy.labels("semformer_postprocess__out", 130, 150).get(0);
    assertEquals(expected, Erosion.erode(mask, 7));
  }

  /** What the erosion changes in a score: the golden masks as prediction and as truth. */
  @Test
  void erosionOfSemFormerInAScore() {
    LabelMap mask = Npy.labels("semformer_postprocess__mask", 130, 150).get(0);
    LabelMap expected = Npy.labels("semformer_postprocess__out", 130, 150).get(0);
    ConfusionMatrix golden = ConfusionMatrix.of(mask, expected, CLASSES);
    assertEquals(golden, ConfusionMatrix.of(mask, Erosion.erode(mask, 7), CLASSES));
    for (int id = 1; id < CLASSES; id++) {
      assertEquals(golden.count(id, id), golden.predicted(id), "no class grows but background");
    }
    assertEquals(golden.truth(0), golden.count(0, 0), "background keeps all of its own");
  }

  /** Against the definition: a pixel keeps its label when the whole window has it. */
  @Test
  void erosionIsTheWindowRuleForEverySize() {
    LabelMap mask = Npy.labels("semformer_postprocess__mask", 130, 150).get(0).crop(20, 30, 45, 37);
    for (int size : new int[] {1, 3, 7, 99}) {
      LabelMap eroded = Erosion.erode(mask, size);
      for (int y = 0; y < mask.height(); y++) {
        for (int x = 0; x < mask.width(); x++) {
          boolean whole = true;
          for (int v = Math.max(0, y - size / 2); v <= Math.min(36, y + size / 2); v++) {
            for (int u = Math.max(0, x - size / 2); u <= Math.min(44, x + size / 2); u++) {
              whole &= mask.label(u, v) == mask.label(x, y);
            }
          }
          assertEquals(whole ? mask.label(x, y) : 0, eroded.label(x, y));
        }
      }
    }
  }
}
