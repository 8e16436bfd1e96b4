package org.tag2mask.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.MapResize;
import org.tag2mask.runtime.image.Resampling;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.LabelScores;
import org.tag2mask.runtime.mask.MaskResult;
import org.tag2mask.runtime.recipe.ClassFilter;
import org.tag2mask.runtime.recipe.IgnoreRule;
import org.tag2mask.runtime.recipe.LogitMerge;
import org.tag2mask.runtime.recipe.LogitMerge.Flip;
import org.tag2mask.runtime.recipe.ScoreMerge;
import org.tag2mask.runtime.recipe.SegmentRecipe;
import org.tag2mask.runtime.recipe.Tiles;
import org.tag2mask.runtime.recipe.Window;

class SegmenterTest {
  private static final SegmentRecipe PLAIN = SegmentRecipe.plain();

  private final RgbImage squares = TestModels.squares(96, 64);
  private final RgbImage photo = Golden.image(); // 83x61: the last cells are half padding

  private static Segmenter segmenter(String model, SegmentRecipe recipe) {
    return Segmenter.builder()
        .segmenter(TestModels.path(model))
        .recipe(recipe)
        .device(Device.cpu())
        .modelThreads(1)
        .build();
  }

  @Test
  void theMaskShowsTheObjects() {
    try (Segmenter segmenter = segmenter("segmenter", PLAIN)) {
      // Logit 1 of background against 4.1 of a square: between the centres of the last cell inside
      // and the first outside they meet 1.04 pixels beyond the edge; the
      // product of both directions rounds each corner off by three pixels.
      LabelMap mask = segmenter.mask(squares);
      assertEquals(2 * (24 + 2) * (32 + 2) - 8 * 3, mask.counts()[1] + mask.counts()[2]);
      assertEquals(0, wrong(mask, 2), "wrong pixels more than a pixel from an edge");
    }
  }

  @ParameterizedTest
  @EnumSource(ScoreMerge.class)
  void scalesAndFlipsAreMergedAsTheRuleSays(ScoreMerge rule) {
    List<Double> scales = List.of(1.0, 0.5, 1.75);
    LogitMerge merge =
        new LogitMerge(scales, Flip.MIRROR, rule, Optional.empty(), OptionalInt.empty());
    double[][] plain = new double[scales.size()][];
    double[][] twin = new double[scales.size()][];
    for (int s = 0; s < scales.size(); s++) {
      plain[s] = placed(photo, scales.get(s));
      twin[s] = flipped(placed(photo.flipped(), scales.get(s)));
      if (rule == ScoreMerge.MEAN_SOFTMAX || rule == ScoreMerge.MAX_SOFTMAX) {
        softmax(plain[s]);
        softmax(twin[s]);
      }
    }
    double[] expected = new double[plain[0].length];
    for (int i = 0; i < expected.length; i++) {
      double sum = 0;
      double max = Double.NEGATIVE_INFINITY;
      double twinMax = Double.NEGATIVE_INFINITY;
      for (int s = 0; s < scales.size(); s++) {
        sum += plain[s][i] + twin[s][i];
        max = Math.max(max, plain[s][i]);
        twinMax = Math.max(twinMax, twin[s][i]);
      }
      expected[i] =
          switch (rule) {
            case MEAN_LOGITS, MEAN_SOFTMAX -> sum / 6;
            case MAX_LOGITS, MAX_SOFTMAX -> Math.max(max, twinMax);
            case MEAN_AND_MAX_LOGITS -> (sum + max + twinMax) / 8;
          };
    }
    if (!rule.softmaxFirst()) {
      softmax(expected);
    }
    try (Segmenter segmenter = segmenter("segmenter", PLAIN.withMerge(merge))) {
      LabelScores scores = segmenter.runWithScores(photo).scores();
      assertArrayEquals(new int[] {0, 1, 2}, scores.labels());
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], scores.planes()[i], 2e-5, rule + " " + i);
      }
      LabelMap mask = segmenter.mask(photo);
      int pixels = photo.width() * photo.height();
      for (int i = 0; i < pixels; i++) {
        int best = mask.array()[i];
        for (int l = 0; l < 3; l++) {
          assertTrue(expected[best * pixels + i] >= expected[l * pixels + i] - 1e-4);
        }
      }
    }
  }

  @Test
  void windowsThatHoldTheImageChangeNothing() {
    LogitMerge merge = LogitMerge.of(1.0);
    assertArrayEquals(
        scores(photo, merge), scores(photo, merge.withWindow(Optional.of(new Window(64, 96)))));
  }

  @Test
  void cellsOfSeveralWindowsAreAveraged() {
    // The test model sees a cell's own pixels only: whatever the windows, its logits are the same.
    LogitMerge merge = LogitMerge.of(1.0, 2.0).withFlip(Flip.MIRROR);
    float[] whole = scores(photo, merge);
    float[] windows = scores(photo, merge.withWindow(Optional.of(new Window(32, 48))));
    for (int i = 0; i < whole.length; i++) {
      assertEquals(whole[i], windows[i], 1e-5, "score " + i);
    }
  }

  @Test
  void aLongSideIsTheScaleThatBringsTheImageToIt() {
    LogitMerge twice = LogitMerge.of(2.0, 1.0).withFlip(Flip.MIRROR);
    LogitMerge longSide =
        LogitMerge.of(1.0, 0.5).withFlip(Flip.MIRROR).withLongSide(OptionalInt.of(166));
    assertArrayEquals(scores(photo, twice), scores(photo, longSide));
    assertArrayEquals(
        scores(TestModels.squares(64, 166), LogitMerge.of(1.0)),
        scores(TestModels.squares(64, 166), longSide.withScales(List.of(1.0)).withFlip(Flip.NONE)));
  }

  @Test
  void aLongSideIsOfTheImageAndNotOfATile() {
    Tiles tiles = new Tiles(64, 32);
    SegmentRecipe twice = PLAIN.withTiles(tiles).withMerge(LogitMerge.of(2.0));
    SegmentRecipe longSide =
        PLAIN.withTiles(tiles).withMerge(LogitMerge.of(1.0).withLongSide(OptionalInt.of(2 * 96)));
    try (Segmenter expected = segmenter("segmenter", twice);
        Segmenter found = segmenter("segmenter", longSide)) {
      assertArrayEquals(expected.run(squares).confidence(), found.run(squares).confidence());
    }
  }

  private static float[] scores(RgbImage image, LogitMerge merge) {
    try (Segmenter segmenter = segmenter("segmenter", PLAIN.withMerge(merge))) {
      return segmenter.runWithScores(image).scores().planes();
    }
  }

  @Test
  void aWindowIsWholeCells() {
    LogitMerge merge = LogitMerge.of(1.0).withWindow(Optional.of(new Window(33, 48)));
    RecipeException e =
        assertThrows(RecipeException.class, () -> segmenter("segmenter", PLAIN.withMerge(merge)));
    assertTrue(e.getMessage().contains("multiples of the model's stride"), e.getMessage());
    assertThrows(RecipeException.class, () -> new Window(16, 64));
  }

  @Test
  void onlyGivenClassesGetIntoAMaskWhenTheRecipeSaysSo() {
    try (Segmenter segmenter = segmenter("segmenter", PLAIN.withClasses(ClassFilter.GIVEN))) {
      MaskResult red = segmenter.run(squares, List.of(1));
      assertEquals(0, red.mask().counts()[2]);
      assertTrue(red.mask().counts()[1] > 500);
      assertArrayEquals(new int[] {1}, red.classIds());
      assertFalse(red.lostAllTags());
      LabelMap nothing = segmenter.mask(squares, Set.of());
      assertEquals(96 * 64, nothing.counts()[0]);
      // Where both classes have a say alone, they have it together too.
      LabelScores two = segmenter.runWithScores(squares, List.of(2, 1)).scores();
      assertArrayEquals(new int[] {0, 1, 2}, two.labels());
      assertThrows(RecipeException.class, () -> segmenter.mask(squares));
      assertThrows(UnknownClassException.class, () -> segmenter.run(squares, List.of(3)));
      assertTrue(
          assertThrows(UnknownClassException.class, () -> segmenter.mask(squares, Set.of("gren")))
              .getMessage()
              .contains("did you mean 'green'?"));
    }
    try (Segmenter free = segmenter("segmenter", PLAIN)) {
      assertThrows(RecipeException.class, () -> free.mask(squares, Set.of("red")));
    }
  }

  @Test
  void aPixelsScoresAreTheSameInATileAsInTheWholeImage() {
    // The network sees 4x4 pixels and the interpolation a cell more: 16 pixels around are enough.
    RgbImage large = TestModels.squares(403, 291);
    SegmentRecipe tiled = PLAIN.withTiles(new Tiles(128, 32));
    try (Segmenter whole = segmenter("segmenter", PLAIN);
        Segmenter parts = segmenter("segmenter", tiled)) {
      LabelScores expected = whole.runWithScores(large).scores();
      LabelScores found = parts.runWithScores(large).scores();
      int cells = 0;
      for (int i = 0; i < expected.planes().length; i++) {
        cells += Math.abs(expected.planes()[i] - found.planes()[i]) > 1e-5 ? 1 : 0;
      }
      // Windows do not begin at whole cells, so the edges of objects move by less than a cell.
      assertTrue(cells < 0.06 * expected.planes().length, cells + " scores differ");
      LabelMap mask = parts.mask(large);
      LabelMap wholeMask = whole.mask(large);
      int differing = 0;
      for (int i = 0; i < mask.array().length; i++) {
        differing += mask.array()[i] == wholeMask.array()[i] ? 0 : 1;
      }
      assertTrue(differing < 0.02 * mask.array().length, differing + " labels differ");
    }
  }

  @Test
  void tilesOfConstantPicturesJoinWithoutSeam() {
    byte[] red = new byte[3 * 300 * 200];
    for (int i = 0; i < red.length; i += 3) {
      red[i] = (byte) 200;
    }
    SegmentRecipe tiled =
        SegmentRecipe.named("cian").withTiles(new Tiles(64, 16)).withIgnore(IgnoreRule.never());
    try (Segmenter segmenter = segmenter("segmenter", tiled)) {
      assertEquals(LabelMap.filled(300, 200, 1), segmenter.mask(RgbImage.wrap(300, 200, red)));
    }
  }

  @Test
  void everyPresetMakesAMaskAndTheCrfCleansItsEdges() {
    for (String name : SegmentRecipe.names()) {
      SegmentRecipe recipe = SegmentRecipe.named(name).withClasses(ClassFilter.ALL);
      try (Segmenter segmenter = segmenter("segmenter", recipe)) {
        MaskResult result = segmenter.run(squares);
        int wrong = wrong(result.mask(), 0);
        assertTrue(wrong <= (recipe.crf().isPresent() ? 8 : 224), name + ": " + wrong);
        assertTrue(result.imageConfidence() > 0 && result.imageConfidence() <= 1, name);
      }
    }
  }

  @Test
  void unsurePixelsCanBeIgnored() {
    SegmentRecipe recipe = PLAIN.withIgnore(new IgnoreRule.BelowConfidence(0.3));
    try (Segmenter segmenter = segmenter("segmenter", recipe)) {
      MaskResult result = segmenter.run(squares);
      float[] confidence = result.confidence();
      for (int i = 0; i < confidence.length; i++) {
        boolean ignored = result.mask().array()[i] == (byte) LabelMap.IGNORE;
        assertEquals(confidence[i] < 0.3f, ignored);
      }
      assertTrue(result.mask().counts()[LabelMap.IGNORE] > 0);
    }
  }

  @Test
  void masksDoNotDependOnThreads() throws Exception {
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      byte[] noisy = TestModels.squares(61 + 7 * i, 83).toBytes();
      float[] noise = Golden.formula("noise" + i, noisy.length);
      for (int k = 0; k < noisy.length; k++) {
        noisy[k] = (byte) Math.max(0, Math.min(255, (noisy[k] & 0xff) + (int) (60 * noise[k])));
      }
      images.add(RgbImage.wrap(61 + 7 * i, 83, noisy));
    }
    SegmentRecipe recipe = SegmentRecipe.named("mctformer").withTiles(new Tiles(80, 20));
    List<MaskResult> alone = new ArrayList<>();
    try (Segmenter segmenter = segmenter("segmenter", recipe)) {
      images.forEach(image -> alone.add(segmenter.run(image)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Segmenter segmenter =
        Segmenter.builder()
            .segmenter(TestModels.path("segmenter"))
            .recipe(recipe)
            .device(Device.cpu())
            .modelThreads(3)
            .build()) {
      List<Future<MaskResult>> runs = new ArrayList<>();
      for (int round = 0; round < 2; round++) {
        images.forEach(image -> runs.add(threads.submit(() -> segmenter.run(image))));
      }
      for (int i = 0; i < runs.size(); i++) {
        MaskResult expected = alone.get(i % images.size());
        assertEquals(expected.mask(), runs.get(i).get().mask());
        assertArrayEquals(expected.confidence(), runs.get(i).get().confidence());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void theRecipeInTheModelIsUsedUnlessAnotherIsGiven() {
    try (Segmenter own =
            Segmenter.builder()
                .segmenter(TestModels.path("segmenter_recipe"))
                .device(Device.cpu())
                .build();
        Segmenter given = segmenter("segmenter_recipe", SegmentRecipe.named("seam"))) {
      assertEquals(List.of(0.5), own.recipe().merge().scales());
      assertEquals(SegmentRecipe.named("seam"), given.recipe());
      assertNotEquals(own.mask(squares), given.mask(squares));
    }
  }

  @Test
  void modelsThatAreNoSegmentersOrBreakTheirContractAreRefused() {
    assertRefused("colours", "is a classifier, expected a segmenter");
    assertRefused("segmenter_scales", "runs scales [1.0, 0.5] by itself");
    try (Segmenter wrong = segmenter("segmenter_stride", PLAIN)) {
      assertTrue(
          assertThrows(ModelContractException.class, () -> wrong.mask(squares))
              .getMessage()
              .contains("stride 8, so [1, 3, 8, 12] was expected"));
    }
    try (Segmenter broken = segmenter("segmenter_nan", PLAIN)) {
      assertTrue(
          assertThrows(Tag2MaskException.class, () -> broken.mask(squares))
              .getMessage()
              .contains("gave a logit of NaN"));
    }
    assertThrows(IllegalStateException.class, () -> Segmenter.builder().build());
  }

  /** Wrong pixels of the mask of the squares, those near an edge of a square not counted. */
  private int wrong(LabelMap mask, int margin) {
    int wrong = 0;
    for (int y = margin; y < 64 - margin; y++) {
      for (int x = margin; x < 96 - margin; x++) {
        int label = truth(x, y);
        boolean edge = false;
        for (int[] d : new int[][] {{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {-1, -1}}) {
          edge |= truth(x + margin * d[0], y + margin * d[1]) != label;
        }
        wrong += mask.label(x, y) == label || edge ? 0 : 1;
      }
    }
    return wrong;
  }

  private int truth(int x, int y) {
    return squares.sample(x, y, 0) == 230 ? 1 : squares.sample(x, y, 1) == 230 ? 2 : 0;
  }

  private static void assertRefused(String model, String part) {
    ModelContractException e =
        assertThrows(ModelContractException.class, () -> segmenter(model, PLAIN));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  /** Logits at the pixels of the image, straight from the contract: cells of four scaled pixels. */
  private static double[] placed(RgbImage image, double scale) {
    RgbImage scaled = image.scaled(scale, Resampling.BICUBIC);
    float[] logits = TestModels.logits(scaled);
    int h = (scaled.height() + 3) / 4;
    int w = (scaled.width() + 3) / 4;
    double[] planes = new double[3 * image.width() * image.height()];
    for (int i = 0; i < planes.length; i++) {
      int x = i % image.width();
      int y = i / image.width() % image.height();
      int c = i / (image.width() * image.height());
      double u = at((x + 0.5) * scaled.width() / image.width() / 4 - 0.5, w);
      double v = at((y + 0.5) * scaled.height() / image.height() / 4 - 0.5, h);
      for (int dy = 0; dy < 2; dy++) {
        for (int dx = 0; dx < 2; dx++) {
          int row = Math.min(h - 1, (int) v + dy);
          int column = Math.min(w - 1, (int) u + dx);
          double share =
              (dy == 0 ? 1 - (v - (int) v) : v - (int) v)
                  * (dx == 0 ? 1 - (u - (int) u) : u - (int) u);
          planes[i] += share * logits[(c * h + row) * w + column];
        }
      }
    }
    return planes;
  }

  private static double at(double u, int n) {
    return Math.max(0, Math.min(n - 1, u));
  }

  private double[] flipped(double[] planes) {
    float[] floats = new float[planes.length];
    for (int i = 0; i < planes.length; i++) {
      floats[i] = (float) planes[i];
    }
    float[] back = MapResize.flipped(floats, 3, photo.height(), photo.width());
    double[] result = new double[back.length];
    Arrays.setAll(result, i -> back[i]);
    return result;
  }

  private static void softmax(double[] planes) {
    int pixels = planes.length / 3;
    for (int i = 0; i < pixels; i++) {
      double sum = 0;
      for (int l = 0; l < 3; l++) {
        sum += Math.exp(planes[l * pixels + i]);
      }
      for (int l = 0; l < 3; l++) {
        planes[l * pixels + i] = Math.exp(planes[l * pixels + i]) / sum;
      }
    }
  }
}
