package org.tag2mask.runtime.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tag2mask.crf.CrfResult;
import org.tag2mask.crf.CrfSettings;
import org.tag2mask.crf.DenseCrf;
import org.tag2mask.crf.PresentLabels;
import org.tag2mask.crf.Unary;
import org.tag2mask.runtime.Golden;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.Grid;
import org.tag2mask.runtime.recipe.IgnoreRule;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.Refinement;
import org.tag2mask.runtime.recipe.Refinement.Crf;
import org.tag2mask.runtime.recipe.Refinement.UnaryKind;

class MaskMakerTest {
  private static final MaskRecipe PLAIN =
      MaskRecipe.named("cam").withBackground(new Background.Threshold(0.25));

  private final RgbImage row = RgbImage.of(4, 1, new byte[12]);

  /** Four pixels, classes 3 and 7. */
  private static Cams cams(float... planes) {
    return new Cams(new int[] {3, 7}, 4, 1, Grid.FULL, planes, new float[8]);
  }

  @Test
  void theBestScoreWinsAndBackgroundWinsTies() {
    MaskResult result =
        new MaskMaker(PLAIN).make(row, cams(0.5f, 0.25f, 0.75f, 0.1f, 0.25f, 0.2f, 0.75f, 1f));
    assertArrayEquals(new byte[] {3, 0, 3, 7}, result.mask().array());
  }

  @Test
  void confidenceIsTheLeadOverTheSecondBest() {
    MaskResult result =
        new MaskMaker(PLAIN).make(row, cams(0.5f, 0.125f, 0.75f, 0.1f, 0.25f, 0.2f, 0.75f, 1f));
    assertArrayEquals(new float[] {0.25f, 0.05f, 0, 0.75f}, result.confidence(), 1e-7f);
    assertEquals((0.25 + 0.05 + 0 + 0.75) / 4, result.imageConfidence(), 1e-7);
    assertArrayEquals(new byte[] {64, 13, 0, (byte) 191}, result.confidenceBytes());
  }

  @Test
  void unsurePixelsAreIgnoredAndDoNotCount() {
    MaskResult result =
        new MaskMaker(PLAIN.withIgnore(new IgnoreRule.BelowConfidence(0.25)))
            .make(row, cams(0.5f, 0.125f, 0.75f, 0.1f, 0.25f, 0.2f, 0.75f, 1f));
    assertArrayEquals(
        new byte[] {3, (byte) LabelMap.IGNORE, (byte) LabelMap.IGNORE, 7}, result.mask().array());
    assertEquals(0.5, result.imageConfidence(), 1e-7);
  }

  @Test
  void anImageWithoutTagsIsSurelyBackgroundEvenWithACrf() {
    Cams none = new Cams(new int[0], 4, 1, Grid.FULL, new float[0], new float[8]);
    MaskResult result = new MaskMaker(MaskRecipe.irn()).make(row, none);
    assertArrayEquals(new byte[4], result.mask().array());
    assertEquals(1, result.imageConfidence());
    assertFalse(result.lostAllTags());
  }

  @Test
  void aTaggedImageWithoutForegroundIsReported() {
    assertTrue(new MaskMaker(PLAIN).make(row, cams(new float[8])).lostAllTags());
    assertFalse(new MaskMaker(PLAIN).make(row, cams(1, 0, 0, 0, 0, 0, 0, 0)).lostAllTags());
  }

  @Test
  void theLabelCrfStartsFromTheBestLabelsHeldRightAtSeventyPercent() {
    Cams cams = photoCams();
    CrfSettings settings = CrfSettings.preset("irn").withIterations(2);
    MaskResult result = make(cams, new Crf(settings, UnaryKind.LABELS, 0.7));
    int pixels = 83 * 61;
    byte[] hard = new byte[pixels];
    for (int i = 0; i < pixels; i++) {
      float one = cams.planes()[i];
      float two = cams.planes()[pixels + i];
      hard[i] = (byte) (Math.max(one, two) <= 0.25f ? 0 : two > one ? 2 : 1);
    }
    check(Unary.fromLabels(hard, 3, 0.7, Unary.Unsure.NEVER), settings, result);
  }

  @Test
  void theScoreCrfStartsFromClippedScoresThatNeedNotSumToOne() {
    CrfSettings settings = CrfSettings.preset("psa").withIterations(2);
    Cams cams = photoCams();
    MaskResult result = make(cams, new Crf(settings, UnaryKind.SCORES, 1e-5));
    float[] scores = new float[3 * 83 * 61];
    java.util.Arrays.fill(scores, 0, 83 * 61, 0.25f);
    System.arraycopy(cams.planes(), 0, scores, 83 * 61, 2 * 83 * 61);
    check(Unary.fromProbabilities(scores, 1e-5), settings, result);
  }

  @Test
  void theSoftmaxCrfStartsFromScoresAsLogits() {
    // -log softmax(s) and -s differ by a constant per pixel, which mean field does not see.
    CrfSettings settings = CrfSettings.preset("vwe").withIterations(2);
    Cams cams = photoCams();
    MaskResult result = make(cams, new Crf(settings, UnaryKind.SOFTMAX, 1e-5));
    float[] unary = new float[3 * 83 * 61];
    java.util.Arrays.fill(unary, 0, 83 * 61, -0.25f);
    for (int i = 0; i < 2 * 83 * 61; i++) {
      unary[83 * 61 + i] = -cams.planes()[i];
    }
    check(unary, settings, result);
  }

  @Test
  void mapsOnTheQuarterGridAreBroughtToFullSize() {
    Cams quarter = new Cams(new int[] {1}, 8, 1, Grid.QUARTER, new float[] {0, 1}, new float[1]);
    float[] full = LabelScores.of(quarter, new Background.Threshold(0.5)).planes();
    float[] expected = {0, 0, 0.125f, 0.375f, 0.625f, 0.875f, 1, 1};
    assertArrayEquals(expected, java.util.Arrays.copyOfRange(full, 8, 16), 1e-6f);
  }

  @Test
  void theLabelsTheCrfStartsFromGiveTiesToBackgroundToo() {
    LabelScores scores =
        LabelScores.of(
            cams(0.5f, 0.25f, 0.75f, 0.1f, 0.25f, 0.2f, 0.75f, 1f), new Background.Threshold(0.25));
    assertArrayEquals(new byte[] {1, 0, 1, 2}, scores.best());
  }

  @Test
  void refusesMapsOfAnotherImage() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new MaskMaker(PLAIN).make(Golden.image(), cams(new float[8])));
  }

  @Test
  void anOpenPixelIsEquallyProbableInTheLabelCrf() {
    // Equations 12 and 13 of the paper, written by the CRF module over all classes.
    CrfSettings settings = CrfSettings.preset("irn").withIterations(2);
    Cams cams = regionCams();
    Background.Regions rule = new Background.Regions(0.2, 0.3, "low");
    MaskRecipe recipe =
        PLAIN
            .withBackground(rule)
            .withRefinements(List.of(new Crf(settings, UnaryKind.LABELS, 0.9)));
    byte[] hard =
        new MaskMaker(recipe.withRefinements(List.of()).withIgnore(new IgnoreRule.Unlabelled()))
            .make(Golden.image(), cams)
            .mask()
            .array();
    PresentLabels present = PresentLabels.of(hard);
    float[] probabilities = Unary.voidAwareProbabilities(hard, present, 3, 0.9);
    check(
        Unary.fromProbabilities(probabilities, 1e-12),
        settings,
        new MaskMaker(recipe).make(Golden.image(), cams));
  }

  private static Cams regionCams() {
    float[] planes = Golden.relu(Golden.formula("mask maker", 2 * 83 * 61));
    float[] low = Golden.formula("mask maker, features", 83 * 61);
    return new Cams(new int[] {1, 2}, 83, 61, Grid.FULL, planes, new float[2], Map.of("low", low));
  }

  private static Cams photoCams() {
    float[] planes = Golden.relu(Golden.formula("mask maker", 2 * 83 * 61));
    return new Cams(new int[] {1, 2}, 83, 61, Grid.FULL, planes, new float[2]);
  }

  private static MaskResult make(Cams cams, Refinement step) {
    return new MaskMaker(PLAIN.withRefinements(List.of(step))).make(Golden.image(), cams);
  }

  private static void check(float[] unary, CrfSettings settings, MaskResult found) {
    RgbImage image = Golden.image();
    CrfResult expected = new DenseCrf(settings).infer(83, 61, image.array(), unary, 3);
    int differ = 0;
    for (int i = 0; i < 83 * 61; i++) {
      float[] q = new float[3];
      for (int l = 0; l < 3; l++) {
        q[l] = expected.probability(l, i % 83, i / 83);
      }
      java.util.Arrays.sort(q);
      assertEquals(q[2] - q[1], found.confidence()[i], 2e-4, "pixel " + i);
      differ += expected.labels()[i] == found.mask().array()[i] ? 0 : 1;
    }
    assertTrue(differ <= 2, differ + " pixels differ");
  }
}
