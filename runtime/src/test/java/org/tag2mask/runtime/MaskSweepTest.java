package org.tag2mask.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.MaskMaker;
import org.tag2mask.runtime.mask.MaskSweep;
import org.tag2mask.runtime.mask.SweepGrid;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.Background.AlphaPower;
import org.tag2mask.runtime.recipe.Background.Threshold;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.Refinement.Crf;
import org.tag2mask.runtime.recipe.Refinement.RandomWalk;
import org.tag2mask.runtime.recipe.Refinement.UnaryKind;

/** A sweep gives the masks that each of its variants gives alone. */
class MaskSweepTest {
  private static final SweepGrid GRID =
      new SweepGrid(
          List.of(2.0, 10.0),
          List.of(0, 3, 40),
          List.of(new Threshold(0.2), new Threshold(0.55), new AlphaPower(4)));

  private final RgbImage image = TestModels.noisy(61, 43, "sweep");

  private static PseudoMasker masker(Optional<MaskRecipe> recipe, String model) {
    PseudoMasker.Builder builder =
        PseudoMasker.builder()
            .classifier(TestModels.path("colours"))
            .device(Device.cpu())
            .modelThreads(1);
    recipe.ifPresent(builder::recipe);
    Path file = TestModels.path(model);
    return (model.equals("edges") ? builder.boundary(file) : builder.affinity(file)).build();
  }

  private record Variant(Optional<RandomWalk> walk, Background.Score background) {}

  /** Masks of a sweep that leaves no thresholds to others. */
  private static Map<Variant, LabelMap> masks(MaskSweep sweep, RgbImage image, Cams cams) {
    Map<Variant, LabelMap> masks = new LinkedHashMap<>();
    sweep.make(
        image,
        cams,
        new MaskSweep.Receiver() {
          @Override
          public void maps(Optional<RandomWalk> variant, Cams maps) {
            fail("masks were asked for");
          }

          @Override
          public void mask(Optional<RandomWalk> walk, Background.Score background, LabelMap mask) {
            assertEquals(null, masks.put(new Variant(walk, background), mask), "given twice");
          }
        });
    return masks;
  }

  private void everyMaskIsThatOfItsVariant(Optional<MaskRecipe> recipe, String model) {
    try (PseudoMasker masker = masker(recipe, model)) {
      MaskSweep sweep = masker.sweep(GRID);
      Map<Variant, LabelMap> masks = masks(sweep, image, masker.cams(image, List.of(1, 2)));
      assertEquals(5 * 3, masks.size());
      masks.forEach(
          (variant, mask) -> {
            MaskRecipe alone = sweep.recipe(variant.walk(), variant.background());
            assertEquals(alone(alone, model), mask, alone.toJson());
          });
      assertTrue(masks.values().stream().distinct().count() > 6, "variants hardly differ");
    }
  }

  private LabelMap alone(MaskRecipe recipe, String model) {
    if (!recipe.walkModels().isEmpty()) {
      try (PseudoMasker masker = masker(Optional.of(recipe), model)) {
        return masker.run(image, List.of(1, 2)).mask();
      }
    }
    try (PseudoMasker masker =
        PseudoMasker.builder()
            .classifier(TestModels.path("colours"))
            .device(Device.cpu())
            .recipe(recipe)
            .build()) {
      return masker.run(image, List.of(1, 2)).mask();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"edges", "affinity"})
  void everyMaskIsTheOneItsVariantMakesAlone(String model) {
    everyMaskIsThatOfItsVariant(Optional.empty(), model);
  }

  @Test
  void aCrfFollowsEveryWalk() {
    MaskRecipe recipe =
        MaskRecipe.named("irn-walk")
            .withRefinements(List.of(RandomWalk.irn(), Crf.of("irn", UnaryKind.LABELS)));
    everyMaskIsThatOfItsVariant(Optional.of(recipe), "edges");
  }

  @Test
  void whereOnlyThresholdsDifferTheMapsAreGivenOnce() {
    SweepGrid grid =
        new SweepGrid(
            List.of(10.0), List.of(0, 16, 64), List.of(new Threshold(0.1), new Threshold(0.4)));
    try (PseudoMasker masker = masker(Optional.empty(), "edges")) {
      MaskSweep sweep = masker.sweep(grid);
      assertTrue(sweep.thresholdsOnly());
      Map<Optional<RandomWalk>, Cams> given = new LinkedHashMap<>();
      sweep.make(
          image,
          masker.cams(image, List.of(1, 2)),
          new MaskSweep.Receiver() {
            @Override
            public void maps(Optional<RandomWalk> variant, Cams maps) {
              given.put(variant, maps);
            }

            @Override
            public void mask(
                Optional<RandomWalk> variant, Background.Score background, LabelMap mask) {
              fail("maps were asked for");
            }
          });
      assertEquals(3, given.size());
      assertEquals(List.copyOf(sweep.variants()).size(), given.size());
      given.forEach(
          (walk, maps) -> {
            for (Background.Score background : grid.backgrounds()) {
              MaskRecipe plain = sweep.recipe(Optional.empty(), background);
              assertEquals(
                  alone(sweep.recipe(walk, background), "edges"),
                  new MaskMaker(plain).make(image, maps).mask());
            }
          });
    }
  }

  @Test
  void anImageWithoutClassesIsBackgroundInEveryVariant() {
    try (PseudoMasker masker = masker(Optional.empty(), "affinity")) {
      MaskSweep sweep = masker.sweep(GRID);
      Map<Variant, LabelMap> masks = masks(sweep, image, masker.cams(image, List.of()));
      assertEquals(15, masks.size());
      masks.values().forEach(mask -> assertEquals(61 * 43, mask.counts()[0]));
    }
  }

  @Test
  void valuesThatMakeNoSweepAreRefused() {
    List<Threshold> one = List.of(new Threshold(0.3));
    assertRefused("betas of a sweep must ascend", List.of(8.0, 2.0), List.of(4), one);
    assertRefused("steps of a sweep must ascend", List.of(8.0), List.of(4, 4), one);
    assertRefused("walk steps must be 1 to 65536, found -1", List.of(8.0), List.of(-1, 4), one);
    assertRefused("walk steps must be 1 to 65536, found 65537", List.of(8.0), List.of(65_537), one);
    assertRefused("walk beta must be in (0, 1000], found 0.0", List.of(0.0), List.of(4), one);
    assertRefused("needs at least one beta", List.of(), List.of(0, 4), one);
    assertRefused("at least one number of steps", List.of(8.0), List.of(), one);
    assertRefused("at least one number of steps", List.of(8.0), List.of(4), List.of());
    assertRefused(
        "each background once",
        List.of(8.0),
        List.of(4),
        List.of(new Threshold(0.3), new Threshold(0.3)));
  }

  private static void assertRefused(
      String part, List<Double> betas, List<Integer> steps, List<Threshold> backgrounds) {
    RecipeException fault =
        assertThrows(RecipeException.class, () -> new SweepGrid(betas, steps, backgrounds));
    assertTrue(fault.getMessage().contains(part), fault.getMessage());
  }

  @Test
  void aRecipeWithoutAWalkHasNoExponentToVary() {
    try (PseudoMasker masker =
        PseudoMasker.builder()
            .classifier(TestModels.path("colours"))
            .device(Device.cpu())
            .recipe(MaskRecipe.named("cam"))
            .build()) {
      RecipeException fault = assertThrows(RecipeException.class, () -> masker.sweep(GRID));
      assertEquals(
          "recipe 'cam' has no random walk to vary; use one with a walk", fault.getMessage());
    }
  }

  @Test
  void aWalkAfterACrfCannotBeVaried() {
    MaskRecipe late =
        MaskRecipe.named("psa-walk")
            .withRefinements(List.of(Crf.of("irn", UnaryKind.LABELS), RandomWalk.psa()));
    try (PseudoMasker masker = masker(Optional.of(late), "affinity")) {
      RecipeException fault = assertThrows(RecipeException.class, () -> masker.sweep(GRID));
      assertTrue(fault.getMessage().contains("walk to be the first"), fault.getMessage());
    }
  }
}
