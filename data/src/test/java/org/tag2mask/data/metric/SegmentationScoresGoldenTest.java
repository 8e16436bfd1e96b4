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
}
