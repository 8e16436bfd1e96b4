package org.tag2mask.runtime.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.Golden;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.LabelScores;
import org.tag2mask.runtime.recipe.Grid;
import org.tag2mask.runtime.recipe.LabelRecipe;
import org.tag2mask.runtime.recipe.LabelRule;

/** Labels against the public code of AffinityNet and IRNet. */
class LabelMakerGoldenTest {
  private static final int WIDTH = 56;
  private static final int HEIGHT = 48;
  private static final int LABELS = 3;

  @Test
  void alphaPairsGiveAffinityNetsLabelsAtTheMiddleOfEveryBlock() {
    Opinions opinions = new Opinions(scores(0), scores(LABELS));
    byte[] labels = opinions.decide(new LabelRule.AlphaPair(4, 32, 8)).labels();
    LabelMap reduced = LabelMap.wrap(WIDTH, HEIGHT, labels).resized(WIDTH / 8, HEIGHT / 8);
    assertArrayEquals(Golden.bytes(Golden.read("psa_la_ha_label__label")), reduced.array());
  }

  @Test
  void windowMeansAreAffinityNetsPooledBlocks() {
    float[] pooled = Golden.read("psa_la_ha_label__pooled");
    for (int opinion = 0; opinion < 2; opinion++) {
      float[] planes = scores(opinion * LABELS).planes();
      WindowMean.apply(planes, LABELS, WIDTH, HEIGHT, 8);
      for (int i = 0; i < pooled.length / 2; i++) {
        int label = i % LABELS;
        int cell = i / LABELS;
        int pixel = (cell / 7 * 8 + 4) * WIDTH + cell % 7 * 8 + 4;
        float expected = pooled[cell * 2 * LABELS + opinion * LABELS + label];
        assertEquals(expected, planes[label * WIDTH * HEIGHT + pixel], 1e-6f);
      }
    }
  }

  @Test
  void thresholdPairsGiveIrnsLabels() {
    LabelRecipe recipe = LabelRecipe.irn().withCrf(Optional.empty());
    Cams cams =
        new Cams(
            new int[] {5, 12},
            52,
            40,
            Grid.FULL,
            Golden.read("irn_ir_label__high_res"),
            new float[20]);
    RgbImage image = RgbImage.of(52, 40, new byte[3 * 52 * 40]);
    byte[] labels = new LabelMaker(recipe).make(image, cams).mask().array();
    assertArrayEquals(Golden.bytes(Golden.read("irn_ir_label__label")), labels);
  }

  /** {@code [pixel][6]} in the file: background and two classes, twice. */
  private static LabelScores scores(int first) {
    float[] pixels = Golden.read("psa_la_ha_label__label_la_ha_hwc");
    float[] planes = new float[LABELS * WIDTH * HEIGHT];
    for (int i = 0; i < planes.length; i++) {
      int pixel = i % (WIDTH * HEIGHT);
      planes[i] = pixels[pixel * 2 * LABELS + first + i / (WIDTH * HEIGHT)];
    }
    return new LabelScores(new int[] {0, 1, 2}, WIDTH, HEIGHT, planes);
  }
}
