package org.tag2mask.data.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tag2mask.data.metric.ObjectSizes.Size;
import org.tag2mask.data.metric.ScoreRules.Undecided;
import org.tag2mask.runtime.image.LabelMap;

class ObjectSizesTest {

  private static final SizeLimits LIMITS = new SizeLimits(2, 3);

  /** A row of runs: label, length, label, length... */
  private static LabelMap row(int... runs) {
    int length = 0;
    for (int i = 1; i < runs.length; i += 2) {
      length += runs[i];
    }
    byte[] labels = new byte[length];
    for (int i = 0, at = 0; i < runs.length; i += 2) {
      for (int n = 0; n < runs[i + 1]; n++) {
        labels[at++] = (byte) runs[i];
      }
    }
    return LabelMap.wrap(length, 1, labels);
  }

  private static ObjectSizes sizes(Undecided undecided, LabelMap... truthAndPrediction) {
    ObjectSizes sizes = new ObjectSizes(LIMITS);
    for (int i = 0; i < truthAndPrediction.length; i += 2) {
      sizes.add(ConfusionMatrix.of(truthAndPrediction[i], truthAndPrediction[i + 1], 4), undecided);
    }
    return sizes;
  }

  @Test
  void everyClassOfAnImageIsAnObjectOfItsTrueSize() {
    // Class 1 has 3 pixels (small), class 2 has 4 (medium), class 3 has 9 (large).
    LabelMap truth = row(0, 5, 1, 3, 2, 4, 3, 9);
    // Class 1: 2 found and 5 too many. Class 2: not found. Class 3: all found, 3 too many.
    LabelMap prediction = row(1, 5, 1, 2, 3, 1, 0, 2, 3, 2, 3, 9);
    ObjectSizes sizes = sizes(Undecided.MISS, truth, prediction);
    assertEquals(1, sizes.scores(Size.SMALL).objects());
    assertEquals(2.0 / 8, sizes.scores(Size.SMALL).meanIou(), 1e-11);
    assertEquals(2.0 / 3, sizes.scores(Size.SMALL).meanRecall(), 1e-11);
    assertEquals(new SizeScores(1, 0, 0), sizes.scores(Size.MEDIUM));
    assertEquals(1, sizes.scores(Size.LARGE).meanRecall(), 1e-11);
    assertEquals(9.0 / 12, sizes.scores(Size.LARGE).meanIou(), 1e-11);
  }

  @Test
  void meansRunOverObjectsNotPixels() {
    ObjectSizes sizes =
        sizes(
            Undecided.MISS,
            row(1, 100),
            row(1, 100),
            row(1, 10, 0, 90),
            row(0, 100),
            row(0, 100),
            row(2, 100));
    SizeScores large = sizes.scores(Size.LARGE);
    assertEquals(2, large.objects());
    assertEquals(0.5, large.meanIou(), 1e-12);
    assertTrue(Double.isNaN(sizes.scores(Size.SMALL).meanIou()));
  }

  @Test
  void undecidedPixelsAreMissesOrLeftOut() {
    LabelMap truth = row(1, 10, 2, 3, 255, 7);
    LabelMap prediction = row(1, 5, 255, 5, 255, 3, 1, 7);
    ObjectSizes miss = sizes(Undecided.MISS, truth, prediction);
    assertEquals(0.5, miss.scores(Size.LARGE).meanIou(), 1e-12);
    assertEquals(0, miss.scores(Size.SMALL).meanIou(), 1e-12);
    ObjectSizes skip = sizes(Undecided.SKIP, truth, prediction);
    assertEquals(
        1, skip.scores(Size.LARGE).meanIou(), 1e-12, "of its true size, with what is left");
    assertEquals(0, skip.scores(Size.SMALL).objects(), "nothing of it is left");
  }

  @Test
  void theOrderOfThreadsDoesNotChangeTheLastDigit() {
    Random random = new Random(1);
    List<ObjectSizes> parts = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int hits = random.nextInt(40);
      parts.add(sizes(Undecided.MISS, row(1, 41), row(1, 1 + hits, 0, 40 - hits)));
    }
    SizeScores first = merged(parts);
    Collections.shuffle(parts, random);
    assertEquals(first, merged(parts));
    assertEquals(500, first.objects());
  }

  private static SizeScores merged(List<ObjectSizes> parts) {
    ObjectSizes sum = new ObjectSizes(LIMITS);
    parts.forEach(sum::merge);
    return sum.scores(Size.LARGE);
  }

  @Test
  void ignoreRateIsTheShareOfUndecidedPixelsWithTruth() {
    ConfusionMatrix matrix =
        ConfusionMatrix.of(row(0, 4, 1, 4, 255, 8), row(0, 3, 255, 1, 1, 3, 255, 9), 2);
    assertEquals(2.0 / 8, SegmentationScores.of(matrix).ignoreRate(), 1e-12);
    ScoreRules skip = ScoreRules.DEFAULT.withUndecided(Undecided.SKIP);
    assertEquals(2.0 / 8, SegmentationScores.of(matrix, skip).ignoreRate(), 1e-12);
  }

  @Test
  void countsOfThreadsAddUp() {
    LabelMap truth = row(0, 5, 1, 10);
    LabelMap prediction = row(0, 3, 1, 12);
    EvaluationCounts one = new EvaluationCounts(3, ScoreRules.DEFAULT, LIMITS);
    one.add(truth, prediction);
    EvaluationCounts two = new EvaluationCounts(3, ScoreRules.DEFAULT, LIMITS);
    two.add(truth, prediction);
    two.merge(one);
    assertEquals(2, two.images());
    assertEquals(one.scores().meanIou(), two.scores().meanIou(), 1e-12);
    assertEquals(20, two.scores().classes().get(1).truth());
    assertEquals(2, two.sizes().scores(Size.LARGE).objects());
  }

  @Test
  void refusesLimitsThatDoNotAscend() {
    assertThrows(IllegalArgumentException.class, () -> new SizeLimits(96, 32));
    assertThrows(IllegalArgumentException.class, () -> new SizeLimits(0, 32));
    ObjectSizes other = new ObjectSizes(SizeLimits.COCO);
    assertThrows(IllegalArgumentException.class, () -> new ObjectSizes(LIMITS).merge(other));
  }
}
