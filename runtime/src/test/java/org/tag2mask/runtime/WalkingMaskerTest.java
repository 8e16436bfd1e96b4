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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.contract.Provenance;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.MaskResult;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.Grid;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.Refinement.Crf;
import org.tag2mask.runtime.recipe.Refinement.RandomWalk;
import org.tag2mask.runtime.recipe.Refinement.UnaryKind;

/** Masks by recipes that walk. */
class WalkingMaskerTest {
  private final RgbImage squares = TestModels.squares(96, 64);

  private static PseudoMaskerBuilder builder() {
    return PseudoMasker.builder()
        .classifier(TestModels.path("colours"))
        .device(Device.cpu())
        .modelThreads(1);
  }

  private static PseudoMasker irn() {
    return builder().boundary(TestModels.path("edges")).build();
  }

  private static PseudoMasker psa() {
    return builder().affinity(TestModels.path("affinity")).build();
  }

  private static double share(LabelMap mask, RgbImage squares, int id) {
    int right = 0;
    int all = 0;
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        boolean there = squares.sample(x, y, id - 1) == 230;
        boolean found = mask.label(x, y) == id;
        right += there && found ? 1 : 0;
        all += there || found ? 1 : 0;
      }
    }
    return (double) right / all;
  }

  @Test
  void aMapFillsItsObjectUpToTheCellsOfItsBoundary() {
    try (PseudoMasker masker = irn()) {
      assertEquals("irn-walk", masker.recipe().name());
      LabelMap mask = masker.mask(squares, Set.of("red", "green"));
      for (int y = 0; y < 64; y++) {
        for (int x = 0; x < 96; x++) {
          int object = squares.sample(x, y, 0) == 230 ? 1 : squares.sample(x, y, 1) == 230 ? 2 : 0;
          if (mask.label(x, y) != 0) {
            assertEquals(object, mask.label(x, y), "outside its object at " + x + "," + y);
          }
          boolean inside = y >= 20 && y < 44 && (x >= 16 && x < 32 || x >= 64 && x < 80);
          if (inside) {
            assertEquals(object, mask.label(x, y), "a hole at " + x + "," + y);
          }
        }
      }
    }
  }

  @Test
  void scoresFlowAmongPixelsOfLikeFeatures() {
    try (PseudoMasker masker = psa()) {
      assertEquals("psa-walk", masker.recipe().name());
      LabelMap mask = masker.mask(squares, Set.of("red", "green"));
      assertTrue(share(mask, squares, 1) > 0.8, "red " + share(mask, squares, 1));
      assertTrue(share(mask, squares, 2) > 0.8, "green " + share(mask, squares, 2));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 50", "17, 2", "101, 67", "64, 64"})
  void imagesOfAnySizeGetMasks(int width, int height) {
    RgbImage image = TestModels.noisy(width, height, "any size");
    try (PseudoMasker irn = irn();
        PseudoMasker psa = psa()) {
      for (PseudoMasker masker : List.of(irn, psa)) {
        MaskResult result = masker.run(image, List.of(1, 2));
        assertEquals(width, result.mask().width());
        assertEquals(height, result.mask().height());
        for (float value : result.confidence()) {
          assertTrue(value >= 0 && value <= 1, "confidence " + value);
        }
      }
    }
  }

  @Test
  void aWalkMayBeFollowedByACrf() {
    MaskRecipe both =
        MaskRecipe.named("irn-walk")
            .withRefinements(List.of(RandomWalk.irn(), Crf.of("irn", UnaryKind.LABELS)));
    try (PseudoMasker masker = builder().boundary(TestModels.path("edges")).recipe(both).build()) {
      MaskResult result = masker.run(squares, List.of(1, 2));
      assertEquals(
          List.of("cam", "boundary", "walk", "refine", "mask"),
          List.copyOf(result.milliseconds().keySet()));
      assertTrue(share(result.mask(), squares, 1) > 0.99);
    }
  }

  @Test
  void theTimesOfAnAffinityWalkAreTold() {
    try (PseudoMasker masker = psa()) {
      MaskResult result = masker.run(squares, List.of(1));
      assertEquals(
          List.of("cam", "affinity", "walk", "refine", "mask"),
          List.copyOf(result.milliseconds().keySet()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"irn", "psa"})
  void withoutClassesNothingWalksAndAllIsBackground(String kind) {
    try (PseudoMasker masker = kind.equals("irn") ? irn() : psa()) {
      MaskResult result = masker.run(squares, List.of());
      assertArrayEquals(new byte[96 * 64], result.mask().array());
    }
  }

  @Test
  void masksDoNotDependOnThreads() throws Exception {
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      images.add(TestModels.noisy(60 + 7 * i, 83 - 5 * i, "walk" + i));
    }
    for (String kind : List.of("irn", "psa")) {
      List<MaskResult> alone = new ArrayList<>();
      try (PseudoMasker masker = kind.equals("irn") ? irn() : psa()) {
        for (RgbImage image : images) {
          alone.add(masker.run(image, List.of(1, 2)));
        }
      }
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try (PseudoMasker masker = kind.equals("irn") ? irn() : psa()) {
        List<Future<MaskResult>> runs = new ArrayList<>();
        for (int i = 0; i < 3 * images.size(); i++) {
          RgbImage image = images.get(i % images.size());
          runs.add(threads.submit(() -> masker.run(image, List.of(1, 2))));
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
  }

  @ParameterizedTest
  @CsvSource({"irn-walk, boundary", "semformer-walk, boundary", "psa-walk, affinity"})
  void aRecipeThatWalksNeedsItsModel(String recipe, String role) {
    RecipeException fault =
        assertThrows(
            RecipeException.class, () -> builder().recipe(MaskRecipe.named(recipe)).build());
    assertTrue(
        fault.getMessage().contains("no " + role + " model was given; give one (--" + role),
        fault.getMessage());
  }

  @Test
  void aModelThatTheRecipeDoesNotUseIsNamed() {
    RecipeException fault =
        assertThrows(
            RecipeException.class,
            () ->
                builder()
                    .boundary(TestModels.path("edges"))
                    .recipe(MaskRecipe.named("irn"))
                    .build());
    assertTrue(
        fault.getMessage().startsWith("recipe 'irn' makes no use of the boundary model"),
        fault.getMessage());
    assertTrue(fault.getMessage().contains("such as irn-walk"), fault.getMessage());
  }

  @Test
  void aModelOfTheWrongRoleIsNamed() {
    ModelContractException fault =
        assertThrows(
            ModelContractException.class,
            () -> builder().boundary(TestModels.path("affinity")).build());
    assertTrue(
        fault.getMessage().contains("is an affinity model, expected a boundary model"),
        fault.getMessage());
  }

  @Test
  void mapsAndBoundariesOnDifferentGridsAreRefused() {
    MaskRecipe full =
        MaskRecipe.named("irn-walk")
            .withCams(MaskRecipe.named("irn-walk").cams().withGrid(Grid.FULL));
    RecipeException fault =
        assertThrows(
            RecipeException.class,
            () -> builder().boundary(TestModels.path("edges")).recipe(full).build());
    assertTrue(fault.getMessage().contains("cell of 1 pixels"), fault.getMessage());
    fault =
        assertThrows(
            RecipeException.class,
            () -> builder().boundary(TestModels.path("edges_stride8")).build());
    assertTrue(fault.getMessage().contains("one boundary for 8"), fault.getMessage());
  }

  @Test
  void aBoundaryThatIsNoNumberFailsTheImageByName() {
    try (PseudoMasker masker = builder().boundary(TestModels.path("edges_nan")).build()) {
      Tag2MaskException fault =
          assertThrows(Tag2MaskException.class, () -> masker.run(squares, List.of(1)));
      assertTrue(fault.getMessage().contains("gave 'edge' with NaN"), fault.getMessage());
    }
  }

  @Test
  void theRecipeInTheClassifierIsKeptEvenWithABoundaryModel() {
    RecipeException fault =
        assertThrows(
            RecipeException.class,
            () ->
                PseudoMasker.builder()
                    .classifier(TestModels.path("with_recipe"))
                    .boundary(TestModels.path("edges"))
                    .device(Device.cpu())
                    .build());
    assertTrue(fault.getMessage().contains("makes no use"), fault.getMessage());
  }

  @Test
  void theMaskerTellsWhichModelsItsWalksFollow() {
    try (PseudoMasker masker = irn();
        PseudoMasker plain = builder().build()) {
      assertEquals(Set.of(ModelRole.BOUNDARY), masker.walkModels().keySet());
      assertEquals(64, masker.walkModels().get(ModelRole.BOUNDARY).sha256().length());
      assertTrue(plain.walkModels().isEmpty());
    }
  }

  @Test
  void theOwnRecipeCanBeChanged() {
    try (PseudoMasker masker =
        PseudoMasker.builder()
            .classifier(TestModels.path("with_recipe"))
            .device(Device.cpu())
            .changeRecipe(own -> own.withName("mine"))
            .build()) {
      assertEquals("mine", masker.recipe().name());
      assertEquals(new Background.Threshold(0.4), masker.recipe().background());
    }
  }

  @Test
  void aForeignBoundaryModelWorksWithItsContractGiven() {
    try (PseudoMasker masker =
            builder()
                .boundary(
                    TestModels.path("edges"),
                    ModelContract.of(
                        ModelRole.BOUNDARY,
                        "irn",
                        null,
                        TestModels.contractOf("edges").preprocessing(),
                        4,
                        Provenance.UNKNOWN))
                .build();
        PseudoMasker same = irn()) {
      assertEquals(same.mask(squares, Set.of("red")), masker.mask(squares, Set.of("red")));
    }
  }
}
