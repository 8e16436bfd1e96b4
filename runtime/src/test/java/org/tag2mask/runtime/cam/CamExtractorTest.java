package org.tag2mask.runtime.cam;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tag2mask.runtime.Golden;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.TestModels;
import org.tag2mask.runtime.UnknownClassException;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.image.MapResize;
import org.tag2mask.runtime.image.MapResize.Axis;
import org.tag2mask.runtime.image.Resampling;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.CamMerge;
import org.tag2mask.runtime.recipe.CamNormalization;
import org.tag2mask.runtime.recipe.Grid;
import org.tag2mask.runtime.recipe.Placement;
import org.tag2mask.runtime.recipe.TagSource;
import org.tag2mask.runtime.session.ClassifierModel;

class CamExtractorTest {
  private static final CamMerge PLAIN =
      CamMerge.of(1.0).withFlip(FlipMerge.NONE).withNormalization(CamNormalization.NONE);

  private final RgbImage image = Golden.image(); // 83x61: 21x16 cells, the last ones half padding
  private ClassifierModel model = open("colours");

  private static ClassifierModel open(String name) {
    return ClassifierModel.open(TestModels.path(name), TestModels.CPU);
  }

  private CamExtractor extractor(CamMerge merge) {
    return new CamExtractor(model, merge);
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void cellsCoverFourPixelsAndTheOverhangIsCropped() {
    Cams cams = extractor(PLAIN).extract(image, List.of(2));
    Golden.assertClose(placed(image, 1, 1), cams.planes());
    assertArrayEquals(new int[] {2}, cams.classIds());
  }

  @Test
  void scalesAreSummedEachWhereItsPixelsLie() {
    Cams cams = extractor(PLAIN.withScales(List.of(1.0, 0.5, 2.0))).extract(image, List.of(1));
    float[] expected = placed(image, 1, 0);
    add(expected, placed(image, 0.5, 0));
    add(expected, placed(image, 2, 0));
    Golden.assertClose(expected, cams.planes());
  }

  @Test
  void scalesOfALongSideAreOfTheImageBroughtToIt() {
    Cams cams =
        extractor(PLAIN.withScales(List.of(0.5, 1.0)).withLongSide(166)).extract(image, List.of(1));
    float[] expected = placed(image, 1, 0); // 166 is twice the 83 pixels of the image
    add(expected, placed(image, 2, 0));
    Golden.assertClose(expected, cams.planes());
    RgbImage upright = image.resized(61, 83, Resampling.BICUBIC);
    Golden.assertClose(
        placed(upright, 2, 0),
        extractor(PLAIN.withLongSide(166)).extract(upright, List.of(1)).planes());
  }

  @ParameterizedTest
  @EnumSource(
      value = FlipMerge.class,
      names = {"SUM", "MAX", "MEAN"})
  void theMirroredTwinComesBackToItsPlace(FlipMerge flip) {
    Cams cams = extractor(PLAIN.withFlip(flip)).extract(image, List.of(1));
    float[] plain = placed(image, 1, 0);
    float[] twin = MapResize.flipped(placed(image.flipped(), 1, 0), 1, 61, 83);
    for (int i = 0; i < plain.length; i++) {
      plain[i] =
          switch (flip) {
            case SUM -> plain[i] + twin[i];
            case MAX -> Math.max(plain[i], twin[i]);
            default -> (plain[i] + twin[i]) / 2;
          };
    }
    Golden.assertClose(plain, cams.planes());
  }

  @Test
  void theQuarterGridOfAStrideFourMapIsTheMapItself() {
    Cams cams = extractor(PLAIN.withGrid(Grid.QUARTER)).extract(image, List.of(1, 2));
    assertEquals(21, cams.gridWidth());
    assertEquals(16, cams.gridHeight());
    Golden.assertClose(TestModels.cam(image), cams.planes());
  }

  @Test
  void theQuarterGridKeepsMirroredMapsInPlace() {
    // 83 pixels end 1 pixel before the last sample's edge, so the mirrored cells are shifted by it.
    Cams cams =
        extractor(PLAIN.withGrid(Grid.QUARTER).withFlip(FlipMerge.SUM)).extract(image, List.of(1));
    float[] expected = Arrays.copyOf(TestModels.cam(image), 16 * 21);
    float[] mirrored = TestModels.cam(image.flipped());
    float[] twin = new float[16 * 21];
    // Sample x has its centre at pixel 4x + 1.5, which is pixel 82 - (4x + 1.5) of the mirror
    // image.
    Axis columns = new Axis(21, (82 - 1.5 - 1.5) / 4, -1);
    MapResize.resample(mirrored, 0, 16, 21, new Axis(16, 0, 1), columns, twin, 0);
    add(expected, twin);
    Golden.assertClose(expected, cams.planes());
  }

  @Test
  void aModelWithoutTheOutputOfTheRecipeIsRefused() {
    ModelContractException e =
        assertThrows(
            ModelContractException.class,
            () -> new CamExtractor(model, PLAIN, Set.of("feature_sum")));
    assertTrue(e.getMessage().contains("needs the output 'feature_sum'"), e.getMessage());
    assertTrue(e.getMessage().contains("[cam, score]"), e.getMessage());
  }

  @Test
  void scoresAreTheMeanOverScalesAndFlips() {
    Cams cams =
        extractor(PLAIN.withScales(List.of(1.0, 0.5)).withFlip(FlipMerge.SUM))
            .extract(image, Set.of());
    RgbImage half = image.scaled(0.5, Resampling.BICUBIC);
    float[][] all = {
      TestModels.score(image),
      TestModels.score(image.flipped()),
      TestModels.score(half),
      TestModels.score(half.flipped())
    };
    for (int c = 0; c < 2; c++) {
      assertEquals(
          (all[0][c] + all[1][c] + all[2][c] + all[3][c]) / 4,
          cams.scores()[c],
          1e-5,
          "class " + c);
    }
    assertEquals(0, cams.planes().length);
  }

  @Test
  void aFileWithScalesInsideIsRunOnce() {
    // The file's graph is the plain network, so running it again for scales or flips would show.
    try (ClassifierModel merged = open("scales_inside")) {
      CamMerge merge = PLAIN.withScales(List.of(0.5, 1.0)).withFlip(FlipMerge.SUM);
      Cams cams = new CamExtractor(merged, merge).extract(image, List.of(2));
      Golden.assertClose(placed(image, 1, 1), cams.planes());
    }
  }

  @Test
  void aFileWithOtherScalesInsideThanTheRecipeIsRefused() {
    try (ClassifierModel merged = open("scales_inside")) {
      ModelContractException fault =
          assertThrows(ModelContractException.class, () -> new CamExtractor(merged, PLAIN));
      assertTrue(fault.getMessage().contains("runs scales [1.0, 0.5] with flip SUM by itself"));
      CamMerge sized =
          PLAIN.withScales(List.of(0.5, 1.0)).withFlip(FlipMerge.SUM).withLongSide(500);
      fault = assertThrows(ModelContractException.class, () -> new CamExtractor(merged, sized));
      assertTrue(fault.getMessage().contains("a long side of 500 first"), fault.getMessage());
    }
  }

  @Test
  void predictedTagsAreThoseWhoseProbabilityReachesTheThreshold() {
    RgbImage squares = TestModels.squares(64, 64);
    float[] score = TestModels.score(squares);
    double red = 1 / (1 + Math.exp(-score[0]));
    CamExtractor extractor = extractor(PLAIN);
    assertArrayEquals(
        new int[] {1, 2},
        extractor.extract(squares, new TagSource.Predicted(red - 0.01)).classIds());
    assertArrayEquals(
        new int[0], extractor.extract(squares, new TagSource.Predicted(red + 0.01)).classIds());
  }

  @Test
  void aMapOfAnotherSizeThanTheStrideSaysIsRefusedUnlessStretched() {
    try (ClassifierModel wrong = open("wrong_stride")) {
      ModelContractException fault =
          assertThrows(
              ModelContractException.class,
              () -> new CamExtractor(wrong, PLAIN).extract(image, List.of(1)));
      assertTrue(
          fault.getMessage().contains("gave a map of 21x16 for an image of 83x61"),
          fault.getMessage());
      Cams stretched =
          new CamExtractor(wrong, PLAIN.withPlacement(Placement.STRETCH))
              .extract(image, List.of(1));
      float[] expected =
          MapResize.bilinear(
              Arrays.copyOf(TestModels.cam(image), 16 * 21),
              1,
              16,
              21,
              61,
              83,
              MapResize.Corners.HALF_PIXEL);
      Golden.assertClose(expected, stretched.planes());
    }
  }

  @Test
  void mapsThatAreNotFiniteAreRefused() {
    try (ClassifierModel broken = open("not_finite")) {
      Tag2MaskException fault =
          assertThrows(
              Tag2MaskException.class,
              () -> new CamExtractor(broken, PLAIN).extract(image, List.of(1)));
      assertTrue(fault.getMessage().contains("gave a map with NaN"), fault.getMessage());
    }
  }

  @Test
  void anImageTooLargeForTheModelAtAScaleIsNamedBeforeItIsScaled() {
    RgbImage large = RgbImage.wrap(3000, 2000, new byte[18_000_000]);
    Tag2MaskException fault =
        assertThrows(
            Tag2MaskException.class,
            () ->
                extractor(PLAIN.withScales(List.of(8.0)).withFlip(FlipMerge.SUM))
                    .extract(large, List.of(1)));
    assertTrue(
        fault.getMessage().startsWith("an image of 3000x2000 at scale 8.0 is too large"),
        fault.getMessage());
  }

  @Test
  void idsThatAreNoClassAreRefused() {
    for (int id : new int[] {0, 3, -1}) {
      UnknownClassException fault =
          assertThrows(
              UnknownClassException.class, () -> extractor(PLAIN).extract(image, List.of(id)));
      assertTrue(fault.getMessage().contains("class id " + id + " is not in 1..2"));
    }
  }

  /** The map of one class on the full grid, from cells of 4 pixels of the scaled image. */
  private float[] placed(RgbImage source, double scale, int channel) {
    RgbImage scaled = source.scaled(scale, Resampling.BICUBIC);
    int h = (scaled.height() + 3) / 4;
    int w = (scaled.width() + 3) / 4;
    float[] cam = TestModels.cam(scaled);
    float[] out = new float[source.width() * source.height()];
    double sx = (double) scaled.width() / source.width();
    double sy = (double) scaled.height() / source.height();
    for (int y = 0; y < source.height(); y++) {
      for (int x = 0; x < source.width(); x++) {
        double u = Math.max(0, Math.min(w - 1, (x + 0.5) * sx / 4 - 0.5));
        double v = Math.max(0, Math.min(h - 1, (y + 0.5) * sy / 4 - 0.5));
        int x0 = (int) u;
        int y0 = (int) v;
        int x1 = Math.min(w - 1, x0 + 1);
        int y1 = Math.min(h - 1, y0 + 1);
        double top =
            (1 - (u - x0)) * at(cam, channel, h, w, y0, x0)
                + (u - x0) * at(cam, channel, h, w, y0, x1);
        double low =
            (1 - (u - x0)) * at(cam, channel, h, w, y1, x0)
                + (u - x0) * at(cam, channel, h, w, y1, x1);
        out[y * source.width() + x] = (float) ((1 - (v - y0)) * top + (v - y0) * low);
      }
    }
    return out;
  }

  private static double at(float[] cam, int channel, int h, int w, int y, int x) {
    return cam[(channel * h + y) * w + x];
  }

  private static void add(float[] to, float[] values) {
    for (int i = 0; i < to.length; i++) {
      to[i] += values[i];
    }
  }
}
