package org.tag2mask.trainer.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tag2mask.trainer.loss.McisLoss;
import org.tag2mask.trainer.loss.McisLoss.Form;
import org.tag2mask.trainer.loss.McisLoss.Scores;
import org.tag2mask.trainer.loss.MultiLabelSoftMargin;

/**
 * The loss of image pairs against the run {@code methods/mcis_loss} of GuoleiSun/MCIS_wsss at
 * 1fc8f75 ({@code scripts/train.py}, lines 206-283): two pairs and three changed copies of their
 * first images, 20 classes, scores {@code 3·s(i)} of a hash name.
 */
class GoldenMcisLossTest {
  private static final int CLASSES = 20;
  private static final double TOLERANCE = 2e-6;

  private final NDManager manager = NDManager.newBaseManager();
  private final McisLoss loss = new McisLoss(MultiLabelSoftMargin::of, Form.CODE);
  private final NDArray first = tags(new int[][] {{1, 7}, {3}});
  private final NDArray second = tags(new int[][] {{7, 14}, {3, 19}});

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void theTermsOfAPairAreThoseOfThePublicCode() {
    Map<String, NDArray> terms = loss.pair(scores(""), first, second);
    assertEquals(1.12309551, terms.get("basic").getFloat(), TOLERANCE);
    assertEquals(0.986009359, terms.get("co").getFloat(), TOLERANCE);
    assertEquals(1.00633514 + 1.04497635, terms.get("contrast").getFloat(), TOLERANCE);
  }

  @Test
  void aChangedCopySharesAllTagsWithItsImage() {
    assertEquals(0.858854294 + 1.18334198, loss.self(scores("2"), first).getFloat(), TOLERANCE);
  }

  @Test
  void theTotalsWithAndWithoutContrastAreThoseOfThePublicCode() {
    Map<String, NDArray> terms = loss.pair(scores(""), first, second);
    double early = terms.get("basic").getFloat() + terms.get("co").getFloat();
    for (String copy : new String[] {"2", "3", "4"}) {
      early += loss.self(scores(copy), first).getFloat();
    }
    assertEquals(8.09257317, early, 5 * TOLERANCE);
    assertEquals(10.1438847, early + terms.get("contrast").getFloat(), 5 * TOLERANCE);
  }

  @Test
  void inThePapersFormEveryTermIsASum() {
    McisLoss printed = new McisLoss(MultiLabelSoftMargin::of, Form.PAPER);
    Map<String, NDArray> code = loss.pair(scores(""), first, second);
    Map<String, NDArray> paper = printed.pair(scores(""), first, second);
    assertEquals(2 * code.get("basic").getFloat(), paper.get("basic").getFloat(), TOLERANCE);
    assertEquals(2 * code.get("co").getFloat(), paper.get("co").getFloat(), TOLERANCE);
    assertEquals(code.get("contrast").getFloat(), paper.get("contrast").getFloat(), TOLERANCE);
  }

  /** The official arrays are [image, partner] and [co, partner co, contrast, partner contrast]. */
  private Scores scores(String suffix) {
    NDArray single = hashed("mcisA.l" + suffix, 4);
    NDArray co = hashed("mcisA.c" + suffix, 8);
    return new Scores(
        single.get("0:2"),
        single.get("2:4"),
        co.get("0:2"),
        co.get("2:4"),
        co.get("4:6"),
        co.get("6:8"));
  }

  private NDArray hashed(String name, int rows) {
    float[] values = new float[rows * CLASSES];
    int key = FormulaWeights.key(name);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (3 * FormulaWeights.s(key, i));
    }
    return manager.create(values, new Shape(rows, CLASSES));
  }

  private NDArray tags(int[][] present) {
    float[] values = new float[present.length * CLASSES];
    for (int row = 0; row < present.length; row++) {
      for (int channel : present[row]) {
        values[row * CLASSES + channel] = 1;
      }
    }
    return manager.create(values, new Shape(present.length, CLASSES));
  }
}
