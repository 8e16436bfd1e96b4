package org.tag2mask.trainer.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.trainer.loss.PixelCrossEntropy;
import org.tag2mask.trainer.loss.PixelTargets;
import org.tag2mask.trainer.loss.PixelTargets.Labelling;

/** The multi-scale loss of DeepLab v2 against deeplab-pytorch. See the README beside the labels. */
class DeepLabV2LossTest {
  private static final int SIDE = 49;

  @Test
  void theSumOverScalesAndMaximumIsThatOfThePublicCode() throws IOException {
    List<Labelling> labels = labels();
    try (NDManager manager = NDManager.newBaseManager()) {
      double sum = 0;
      int[] sides = {7, 4, 5, 7};
      for (int k = 0; k < sides.length; k++) {
        NDArray logits = logits(manager, "dl1.l" + k, sides[k]);
        PixelTargets targets = PixelTargets.of(manager, labels, List.of(), sides[k], sides[k]);
        sum += PixelCrossEntropy.of(logits, targets).getFloat();
      }
      // The code halves it, for its gradients gather over two batches.
      assertEquals(8.4739399, sum / 2, 1e-5);
    }
  }

  private static NDArray logits(NDManager manager, String name, int side) {
    float[] values = new float[2 * 21 * side * side];
    int key = FormulaWeights.key(name);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (3 * FormulaWeights.s(key, i));
    }
    return manager.create(values, new Shape(2, 21, side, side));
  }

  private static List<Labelling> labels() throws IOException {
    List<Labelling> labels = new ArrayList<>();
    try (Scanner numbers =
        new Scanner(
            DeepLabV2LossTest.class.getResourceAsStream(
                "/trainer/golden/deeplabv2_loss_labels.txt"),
            StandardCharsets.US_ASCII)) {
      for (int n = 0; n < 2; n++) {
        byte[] map = new byte[SIDE * SIDE];
        for (int i = 0; i < map.length; i++) {
          map[i] = (byte) numbers.nextInt();
        }
        labels.add(new Labelling(LabelMap.wrap(SIDE, SIDE, map), Optional.empty()));
      }
    }
    return labels;
  }
}
