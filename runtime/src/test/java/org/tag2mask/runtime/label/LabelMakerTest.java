package org.tag2mask.runtime.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.MaskResult;
import org.tag2mask.runtime.recipe.Grid;
import org.tag2mask.runtime.recipe.LabelRecipe;
import org.tag2mask.runtime.recipe.LabelRule;

class LabelMakerTest {

  /** One row of five pixels whose only map says .02, .1, .2, .4, .9. */
  private static final float[] RAMP = {0.02f, 0.1f, 0.2f, 0.4f, 0.9f};

  @Test
  void thresholdsDivideAMapIntoBackgroundUnsureAndForeground() {
    MaskResult result = make(plain("irn"), RAMP, 3);
    assertArrayEquals(new byte[] {0, -1, -1, 3, 3}, result.mask().array());
    assertArrayEquals(
        new float[] {0.03f, 0, 0, 0.1f, 0.6f}, result.confidence(), 1e-6f, "margin to the other");
    assertEquals((0.03 + 0.1 + 0.6) / 3, result.imageConfidence(), 1e-6);
  }

  @Test
  void aForegroundThresholdBelowTheBackgroundsLeavesNothingUnsure() {
    MaskResult result = make(plain("semformer"), RAMP, 3);
    assertArrayEquals(new byte[] {0, 0, 3, 3, 3}, result.mask().array());
  }

  /**
   * Otsu's threshold of the ramp lies between .4 and .9, at the upper edge of .4's bin of 1/256.
   */
  @Test
  void distancesFromOtsusThresholdDivideAMap() {
    LabelRecipe recipe = plain("otsu");
    float[] ramp = {0.02f, 0.1f, 0.2f, 0.4f, 0.9f};
    assertArrayEquals(new byte[] {0, 0, 0, -1, 3}, make(recipe, ramp, 3).mask().array());
    LabelRecipe wide = recipe.withRule(new LabelRule.OtsuPair(0.5, 0.25));
    assertArrayEquals(new byte[] {0, 0, -1, -1, -1}, make(wide, ramp, 3).mask().array());
  }

  @Test
  void alphasDivideAMapWhereItMeetsTheirPowers() {
    // t = (1-t)^4 at .276 and (1-t)^32 at .077
    LabelRecipe recipe = plain("psa").withRule(new LabelRule.AlphaPair(4, 32, 1));
    assertArrayEquals(new byte[] {0, -1, -1, 3, 3}, make(recipe, RAMP, 3).mask().array());
  }

  @Test
  void theWindowDecidesByNeighbours() {
    // 3 pixels: means of the map .06, .107, .233, .5, .65; of (1-map)^4 .789, .663, .398, .18, .065
    LabelRecipe recipe = plain("psa").withRule(new LabelRule.AlphaPair(4, 32, 3));
    assertArrayEquals(new byte[] {0, 0, -1, 3, 3}, make(recipe, RAMP, 3).mask().array());
  }

  @ParameterizedTest
  @ValueSource(strings = {"irn", "otsu", "psa", "seam", "semformer"})
  void anImageWithoutTagsIsBackground(String style) {
    MaskResult result = make(LabelRecipe.named(style), new float[0]);
    assertArrayEquals(new byte[5], result.mask().array());
    assertEquals(1, result.imageConfidence(), 1e-6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"irn", "psa"})
  void theCrfMovesLabelsToTheEdgesOfThePicture(String style) {
    // A bright square on dark ground, found by a map that is shifted by three pixels.
    int side = 40;
    byte[] rgb = new byte[3 * side * side];
    float[] map = new float[side * side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        boolean object = x >= 12 && x < 28 && y >= 12 && y < 28;
        for (int c = 0; c < 3; c++) {
          rgb[3 * (y * side + x) + c] = (byte) (object ? 220 : 40);
        }
        map[y * side + x] = x >= 15 && x < 31 && y >= 12 && y < 28 ? 0.6f : 0.01f;
      }
    }
    Cams cams = new Cams(new int[] {2}, side, side, Grid.FULL, map, new float[3]);
    RgbImage image = RgbImage.of(side, side, rgb);
    LabelRecipe recipe = LabelRecipe.named(style);
    if (recipe.rule() instanceof LabelRule.AlphaPair pair) {
      // The mean over a window would round the corners again.
      recipe = recipe.withRule(new LabelRule.AlphaPair(pair.lowAlpha(), pair.highAlpha(), 1));
    }
    int before = wrong(new LabelMaker(recipe.withCrf(Optional.empty())).make(image, cams));
    int after = wrong(new LabelMaker(recipe).make(image, cams));
    assertTrue(before >= 80, "before " + before);
    assertTrue(after <= before / 4, "before " + before + ", after " + after);
  }

  private static int wrong(MaskResult result) {
    int wrong = 0;
    for (int i = 0; i < 1600; i++) {
      boolean object = i % 40 >= 12 && i % 40 < 28 && i / 40 >= 12 && i / 40 < 28;
      int label = result.mask().array()[i] & 0xff;
      wrong += label != 255 && label != (object ? 2 : 0) ? 1 : 0;
    }
    return wrong;
  }

  @Test
  void windowMeansAreThoseOfTheDefinition() {
    int width = 13;
    int height = 7;
    Random random = new Random(1);
    for (int window : new int[] {1, 2, 5, 8, 64}) {
      float[] planes = new float[2 * width * height];
      for (int i = 0; i < planes.length; i++) {
        planes[i] = random.nextFloat();
      }
      float[] expected = planes.clone();
      for (int i = 0; i < planes.length; i++) {
        int x = i % width;
        int y = i / width % height;
        double sum = 0;
        int count = 0;
        for (int v = y - window / 2; v < y - window / 2 + window; v++) {
          for (int u = x - window / 2; u < x - window / 2 + window; u++) {
            if (u >= 0 && u < width && v >= 0 && v < height) {
              sum += planes[i - y * width - x + v * width + u];
              count++;
            }
          }
        }
        expected[i] = (float) (sum / count);
      }
      WindowMean.apply(planes, 2, width, height, window);
      assertArrayEquals(expected, planes, 1e-5f, "window " + window);
    }
  }

  @Test
  void mapsOfAnotherImageAreRefused() {
    Cams cams = new Cams(new int[0], 4, 5, Grid.FULL, new float[0], new float[3]);
    RgbImage image = RgbImage.of(5, 4, new byte[60]);
    assertThrows(
        IllegalArgumentException.class, () -> new LabelMaker(LabelRecipe.irn()).make(image, cams));
  }

  private static LabelRecipe plain(String style) {
    return LabelRecipe.named(style).withCrf(Optional.empty());
  }

  private static MaskResult make(LabelRecipe recipe, float[] maps, int... classIds) {
    Cams cams = new Cams(classIds, 5, 1, Grid.FULL, maps, new float[3]);
    return new LabelMaker(recipe).make(RgbImage.of(5, 1, new byte[15]), cams);
  }
}
