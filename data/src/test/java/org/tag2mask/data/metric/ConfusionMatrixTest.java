package org.tag2mask.data.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tag2mask.data.metric.ScoreRules.ClassMean;
import org.tag2mask.data.metric.ScoreRules.Undecided;
import org.tag2mask.runtime.image.LabelMap;

class ConfusionMatrixTest {

  private static LabelMap row(int... labels) {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return LabelMap.wrap(labels.length, 1, bytes);
  }

  @Test
  void leavesOutPixelsWithoutTruth() {
    ConfusionMatrix matrix = ConfusionMatrix.of(row(0, 1, 255, 255), row(0, 0, 1, 0), 2);
    assertEquals(2, matrix.pixels());
    assertEquals(1, matrix.count(1, 0));
  }

  @Test
  void undecidedPixelsAreMissesOrLeftOut() {
    ConfusionMatrix matrix = ConfusionMatrix.of(row(0, 1, 1, 1), row(0, 1, 255, 255), 2);
    assertEquals(2, matrix.undecided(1));
    SegmentationScores miss = SegmentationScores.of(matrix);
    assertEquals(1.0 / 3, miss.classes().get(1).iou(), 1e-12);
    assertEquals(0.5, miss.pixelAccuracy(), 1e-12);
    SegmentationScores skip =
        SegmentationScores.of(matrix, ScoreRules.DEFAULT.withUndecided(Undecided.SKIP));
    assertEquals(1, skip.classes().get(1).iou(), 1e-12);
    assertEquals(1, skip.pixelAccuracy(), 1e-12);
  }

  @Test
  void precisionAndRecallOfKnownCounts() {
    // class 1: 2 right, 1 wrongly predicted, 3 missed
    ConfusionMatrix matrix = ConfusionMatrix.of(row(1, 1, 1, 1, 1, 0), row(1, 1, 0, 0, 0, 1), 2);
    ClassScore score = SegmentationScores.of(matrix).classes().get(1);
    assertEquals(2.0 / 3, score.precision(), 1e-12);
    assertEquals(2.0 / 5, score.recall(), 1e-12);
    assertEquals(2.0 / 6, score.iou(), 1e-12);
    assertEquals(1.0 / 6, score.falsePositive(), 1e-12);
    assertEquals(3.0 / 6, score.falseNegative(), 1e-12);
  }

  @Test
  void refusesLabelsBeyondTheClassesAndCountsNothing() {
    ConfusionMatrix matrix = new ConfusionMatrix(3);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> matrix.add(row(0, 1), row(0, 3)));
    assertTrue(e.getMessage().contains("predicted label 3"), e.getMessage());
    assertEquals(0, matrix.pixels());
    assertThrows(IllegalArgumentException.class, () -> matrix.add(row(0, 1), row(0)));
  }

  @Test
  void thresholdCurveEqualsScoringEachThresholdAlone() {
    LabelMap truth = row(0, 1, 2, 2, 255, 1, 0, 2);
    byte[] best = {1, 1, 2, 1, 1, 2, 2, 2};
    float[] score = {0.1f, 0.5f, 0.4f, 0.3f, 0.9f, 0.2f, 0.25f, 0.7f};
    float[] thresholds = {0.1f, 0.25f, 0.45f, 0.8f};
    ThresholdCurve curve = new ThresholdCurve(3, thresholds);
    curve.add(truth, best, score);
    for (int t = 0; t < thresholds.length; t++) {
      int[] labels = new int[best.length];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = score[i] > thresholds[t] ? best[i] : 0;
      }
      assertEquals(ConfusionMatrix.of(truth, row(labels), 3), curve.at(t));
    }
    assertEquals(0.25f, curve.best(ScoreRules.DEFAULT).threshold());
    ThresholdCurve twice = new ThresholdCurve(3, thresholds);
    twice.merge(curve);
    twice.merge(curve);
    assertEquals(2 * curve.at(1).count(2, 2), twice.at(1).count(2, 2));
  }

  @Test
  void averagePrecisionOfAKnownRanking() {
    // The example of scikit-learn's documentation: 0.1, 0.4, 0.35, 0.8 for 0, 0, 1, 1 gives 0.83.
    AveragePrecision measure = new AveragePrecision(2);
    measure.add(new float[] {0.1f, 0}, Set.of());
    measure.add(new float[] {0.4f, 0}, Set.of());
    measure.add(new float[] {0.35f, 0}, Set.of(1));
    measure.add(new float[] {0.8f, 0}, Set.of(1));
    assertEquals(0.5 + 0.5 * 2 / 3, measure.of(1), 1e-12);
    assertTrue(Double.isNaN(measure.of(2)));
    assertEquals(measure.of(1), measure.mean());
  }

  @Test
  void averagePrecisionTakesTiesTogether() {
    AveragePrecision measure = new AveragePrecision(1);
    measure.add(new float[] {0.5f}, Set.of(1));
    measure.add(new float[] {0.5f}, Set.of());
    measure.add(new float[] {0.5f}, Set.of());
    measure.add(new float[] {0.5f}, Set.of(1));
    assertEquals(0.5, measure.of(1), 1e-12);
  }

  @Test
  void evaluationRecordIsJsonWithNullForWhatDoesNotExist() throws Exception {
    ConfusionMatrix matrix = ConfusionMatrix.of(row(0, 1, 1), row(0, 1, 0), 3);
    SegmentationScores scores =
        SegmentationScores.of(matrix, ScoreRules.DEFAULT.withMean(ClassMean.OCCURRING));
    ObjectSizes sizes = new ObjectSizes(SizeLimits.COCO);
    sizes.add(matrix, Undecided.MISS);
    Evaluation evaluation =
        new Evaluation(
            "val",
            1,
            List.of("background", "a \"b\"", "c"),
            scores,
            sizes,
            Map.of("threshold", "0.3"));
    JsonNode json = new ObjectMapper().readTree(evaluation.toJson());
    assertEquals(0.5, json.get("mIoU").asDouble(), 1e-12);
    assertEquals(0.5, json.get("classes").get("a \"b\"").get("IoU").asDouble(), 1e-12);
    assertTrue(json.get("classes").get("c").get("IoU").isNull());
    assertEquals(1, json.get("bySize").get("small").get("objects").asInt());
    assertEquals(0.5, json.get("bySize").get("small").get("recall").asDouble(), 1e-12);
    assertTrue(json.get("bySize").get("large").get("IoU").isNull());
    assertEquals(0, json.get("ignoreRate").asDouble());
    assertEquals("0.3", json.get("settings").get("threshold").asText());
    assertEquals("occurring", json.get("rules").get("mean").asText());
  }
}
