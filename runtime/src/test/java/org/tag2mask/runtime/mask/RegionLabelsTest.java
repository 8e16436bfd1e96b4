package org.tag2mask.runtime.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.Grid;
import org.tag2mask.runtime.recipe.IgnoreRule;
import org.tag2mask.runtime.recipe.MaskRecipe;

class RegionLabelsTest {
  private static final MaskRecipe REGIONS =
      MaskRecipe.named("decoupled").withRefinements(List.of());
  private static final byte VOID = (byte) 255;
  private static final float[] LOW = {0, 2, 10, 10, 3.5f, 2.9f};

  private final RgbImage row = RgbImage.of(6, 1, new byte[18]);

  /** Six pixels; the features in the order of the row, from 0 to 10. */
  private static Cams cams(int[] ids, float[] low, float... planes) {
    return new Cams(ids, 6, 1, Grid.FULL, planes, new float[8], Map.of("feature_sum", low));
  }

  private byte[] mask(MaskRecipe recipe, Cams cams) {
    return new MaskMaker(recipe).make(row, cams).mask().array();
  }

  @Test
  void foregroundIsAboveItsThresholdAndBackgroundWhereFeaturesAreLow() {
    Cams one = cams(new int[] {4}, LOW, 1, 0.1f, 0.3f, 0.2f, 0.2f, 0);
    assertArrayEquals(new byte[] {4, 0, 4, VOID, VOID, 0}, mask(REGIONS, one));
  }

  @Test
  void theSmallestRegionTakesPixelsThatSeveralClaim() {
    Cams two =
        cams(
            new int[] {3, 7},
            LOW,
            /* class 3, four pixels */ 1,
            0.9f,
            0.8f,
            0.7f,
            0,
            0,
            /* class 7, two pixels */ 0,
            0.3f,
            0.3f,
            0,
            0,
            0);
    assertArrayEquals(new byte[] {3, 7, 7, 3, VOID, 0}, mask(REGIONS, two));
  }

  @Test
  void theLowerIdWinsAmongRegionsOfOneSize() {
    Cams two = cams(new int[] {3, 7}, LOW, 1, 0.9f, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0);
    assertArrayEquals(new byte[] {3, 3, 7, VOID, VOID, 0}, mask(REGIONS, two));
  }

  @Test
  void withoutTheIgnoreRuleAnOpenPixelIsUnsureBackground() {
    Cams one = cams(new int[] {4}, LOW, 1, 0.1f, 0.3f, 0.2f, 0.2f, 0);
    MaskResult result = new MaskMaker(REGIONS.withIgnore(IgnoreRule.never())).make(row, one);
    assertArrayEquals(new byte[] {4, 0, 4, 0, 0, 0}, result.mask().array());
    assertArrayEquals(new float[] {1, 1, 1, 0, 0, 1}, result.confidence());
  }

  @Test
  void anImageWithoutClassesIsBackgroundEverywhere() {
    MaskResult result = new MaskMaker(REGIONS).make(row, cams(new int[0], LOW));
    assertArrayEquals(new byte[6], result.mask().array());
    assertEquals(1, result.imageConfidence());
  }

  @Test
  void aConstantFeatureMapIsLowEverywhere() {
    Cams flat = cams(new int[] {4}, new float[] {5, 5, 5, 5, 5, 5}, 1, 0, 0, 0, 0, 1);
    assertArrayEquals(new byte[] {4, 0, 0, 0, 0, 4}, mask(REGIONS, flat));
  }

  @Test
  void featuresOnTheQuarterGridAreBroughtToFullSize() {
    RgbImage wide = RgbImage.of(8, 1, new byte[24]);
    Cams quarter =
        new Cams(
            new int[] {1},
            8,
            1,
            Grid.QUARTER,
            new float[] {0, 1},
            new float[1],
            Map.of("feature_sum", new float[] {0, 8}));
    MaskRecipe recipe = REGIONS.withBackground(new Background.Regions(0.5, 0.3, "feature_sum"));
    assertArrayEquals(
        new byte[] {0, 0, 0, VOID, 1, 1, 1, 1},
        new MaskMaker(recipe).make(wide, quarter).mask().array());
  }
}
