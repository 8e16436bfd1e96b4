package org.tag2mask.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.MaskResult;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.TagSource;

class PseudoMaskerTest {
  private final RgbImage squares = TestModels.squares(96, 64);

  private static PseudoMasker masker(String model, MaskRecipe recipe, int threads) {
    return PseudoMasker.builder()
        .classifier(TestModels.path(model))
        .recipe(recipe)
        .device(Device.cpu())
        .modelThreads(threads)
        .build();
  }

  @Test
  void tagsBecomeAMaskOfTheObjectsTheyName() {
    try (PseudoMasker masker = masker("colours", MaskRecipe.irn(), 1)) {
      LabelMap mask = masker.mask(squares, Set.of("red", "green"));
      int wrong = 0;
      for (int y = 0; y < 64; y++) {
        for (int x = 0; x < 96; x++) {
          boolean red = squares.sample(x, y, 0) == 230;
          boolean green = squares.sample(x, y, 1) == 230;
          wrong += mask.label(x, y) == (red ? 1 : green ? 2 : 0) ? 0 : 1;
        }
      }
      assertEquals(0, wrong, "wrong pixels");
    }
  }

  @Test
  void anAbsentTagTakesNoPixel() {
    try (PseudoMasker masker = masker("colours", MaskRecipe.irn(), 1)) {
      long[] counts = masker.mask(squares, Set.of("green")).counts();
      assertEquals(0, counts[1]);
      assertEquals(24 * 32, counts[2]);
    }
  }

  @Test
  void withoutTagsTheClassifierNamesTheClasses() {
    MaskRecipe recipe = MaskRecipe.irn().withTags(TagSource.predicted(0.3));
    try (PseudoMasker masker = masker("colours", recipe, 1)) {
      MaskResult result = masker.run(squares);
      assertArrayEquals(new int[] {1, 2}, result.classIds());
      assertEquals(24 * 32, result.mask().counts()[1]);
    }
  }

  @Test
  void tagsMustComeFromWhereTheRecipeSays() {
    try (PseudoMasker given = masker("colours", MaskRecipe.irn(), 1);
        PseudoMasker predicted =
            masker("colours", MaskRecipe.irn().withTags(TagSource.predicted(0.3)), 1)) {
      assertThrows(RecipeException.class, () -> given.mask(squares));
      assertThrows(RecipeException.class, () -> predicted.mask(squares, Set.of("red")));
    }
  }

  @Test
  void aMisspeltTagIsNamedWithTheNearestClass() {
    try (PseudoMasker masker = masker("colours", MaskRecipe.irn(), 1)) {
      assertTrue(
          assertThrows(UnknownClassException.class, () -> masker.mask(squares, Set.of("gren")))
              .getMessage()
              .startsWith("'gren' is no class (did you mean 'green'?)"));
    }
  }

  @Test
  void masksDoNotDependOnThreads() throws Exception {
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      byte[] noisy = TestModels.squares(61 + 7 * i, 83).toBytes();
      float[] noise = Golden.formula("noise" + i, noisy.length);
      for (int k = 0; k < noisy.length; k++) {
        noisy[k] = (byte) Math.max(0, Math.min(255, (noisy[k] & 0xff) + (int) (40 * noise[k])));
      }
      images.add(RgbImage.wrap(61 + 7 * i, 83, noisy));
    }
    List<MaskResult> alone = new ArrayList<>();
    try (PseudoMasker masker = masker("colours", MaskRecipe.irn(), 1)) {
      for (RgbImage image : images) {
        alone.add(masker.run(image, List.of(1, 2)));
      }
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (PseudoMasker masker = masker("colours", MaskRecipe.irn(), 3)) {
      List<Future<MaskResult>> runs = new ArrayList<>();
      for (int round = 0; round < 2; round++) {
        for (RgbImage image : images) {
          runs.add(threads.submit(() -> masker.run(image, List.of(2, 1))));
        }
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
    try (PseudoMasker own =
            PseudoMasker.builder()
                .classifier(TestModels.path("with_recipe"))
                .device(Device.cpu())
                .build();
        PseudoMasker given = masker("with_recipe", MaskRecipe.irn(), 1)) {
      assertEquals(new Background.Threshold(0.4), own.recipe().background());
      assertEquals(MaskRecipe.irn(), given.recipe());
    }
  }

  @Test
  void aModelWithScalesInsideBringsThemToTheDefaultRecipe() {
    try (PseudoMasker masker =
        PseudoMasker.builder()
            .classifier(TestModels.path("scales_inside"))
            .device(Device.cpu())
            .build()) {
      assertEquals(List.of(1.0, 0.5), masker.recipe().cams().scales());
      assertEquals(24 * 32, masker.mask(squares, Set.of("red")).counts()[1]);
    }
  }

  @Test
  void aForeignModelWorksWithItsContractGiven() {
    try (PseudoMasker masker =
            PseudoMasker.builder()
                .classifier(TestModels.path("foreign"), TestModels.foreignContract())
                .recipe(MaskRecipe.irn())
                .device(Device.cpu())
                .build();
        PseudoMasker same = masker("colours", MaskRecipe.irn(), 1)) {
      assertEquals(same.mask(squares, Set.of("red")), masker.mask(squares, Set.of("red")));
    }
  }

  @Test
  void theResultTellsTheTimeOfEveryStage() {
    try (PseudoMasker masker = masker("colours", MaskRecipe.irn(), 1)) {
      MaskResult result = masker.run(squares, List.of(1));
      assertEquals(List.of("cam", "refine", "mask"), List.copyOf(result.milliseconds().keySet()));
      result.milliseconds().values().forEach(ms -> assertTrue(ms > 0));
    }
  }
}
