package org.tag2mask.runtime.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.crf.PairwiseKernel;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.recipe.Refinement.Crf;
import org.tag2mask.runtime.recipe.Refinement.RandomWalk;
import org.tag2mask.runtime.recipe.Refinement.UnaryKind;
import org.tag2mask.runtime.recipe.Refinement.WalkKind;
import org.tag2mask.runtime.walk.WalkMode;

class MaskRecipeTest {

  static List<String> names() {
    return MaskRecipe.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyPresetSurvivesJson(String name) {
    MaskRecipe recipe = MaskRecipe.named(name);
    assertEquals(recipe, MaskRecipe.fromJson(recipe.toJson(), "test"));
    MaskRecipe otsu = recipe.withBackground(new Background.Otsu(-0.1));
    assertEquals(otsu, MaskRecipe.fromJson(otsu.toJson(), "test"));
    assertEquals(recipe.toJson(), MaskRecipe.fromJson(recipe.toJson(), "test").toJson());
  }

  @Test
  void everyPartSurvivesJson() {
    MaskRecipe recipe =
        MaskRecipe.irn()
            .withName("mine")
            .withCams(
                CamMerge.of(0.75, 1.25)
                    .withFlip(FlipMerge.MEAN)
                    .withPlacement(Placement.STRETCH_PADDED)
                    .withGrid(Grid.QUARTER)
                    .withLongSide(500)
                    .withNormalization(CamNormalization.GLOBAL_MAX))
            .withBackground(new Background.AlphaPower(4))
            .withTags(TagSource.predicted(0.4))
            .withRefinements(
                List.of(
                    new RandomWalk(WalkKind.IRN, 7, 6.5, 100, WalkMode.COMPAT),
                    Crf.of("psa", UnaryKind.SOFTMAX),
                    RandomWalk.psa().withBeta(4).withSteps(64),
                    RandomWalk.psa().withStepsByGrid(),
                    Crf.of("irn", UnaryKind.LABELS)))
            .withIgnore(new IgnoreRule.BelowConfidence(0.2));
    assertEquals(recipe, MaskRecipe.fromJson(recipe.toJson(), "test"));
  }

  @Test
  void regionsAndTheirOpenPixelsSurviveJson() {
    MaskRecipe recipe =
        MaskRecipe.irn()
            .withBackground(new Background.Regions(0.25, 0.4, "low"))
            .withIgnore(new IgnoreRule.Unlabelled());
    assertEquals(recipe, MaskRecipe.fromJson(recipe.toJson(), "test"));
    String given =
        "{\"preset\": \"irn\", \"ignore\": {\"unlabelled\": true}, \"background\": {\"regions\":"
            + " {\"foreground\": 0.25, \"background\": 0.4, \"output\": \"low\"}}}";
    assertEquals(recipe, MaskRecipe.fromJson(given, "test"));
  }

  @Test
  void decoupledHasThePapersNumbers() {
    MaskRecipe decoupled = MaskRecipe.named("decoupled");
    assertEquals(List.of(1.0), decoupled.cams().scales());
    assertEquals(FlipMerge.NONE, decoupled.cams().flip());
    assertEquals(new Background.Regions(0.2, 0.3, "feature_sum"), decoupled.background());
    Crf crf = (Crf) decoupled.refinements().get(0);
    assertEquals(UnaryKind.LABELS, crf.unary());
    assertEquals(0.9, crf.parameter());
    assertEquals(10, crf.settings().iterations());
  }

  @Test
  void irnHasThePublishedNumbers() {
    MaskRecipe irn = MaskRecipe.irn();
    assertEquals(List.of(1.0, 0.5, 1.5, 2.0), irn.cams().scales());
    assertEquals(FlipMerge.SUM, irn.cams().flip());
    assertEquals(new Background.Threshold(0.15), irn.background());
    Crf crf = (Crf) irn.refinements().get(0);
    assertEquals(UnaryKind.LABELS, crf.unary());
    assertEquals(0.7, crf.parameter());
    assertEquals(10, crf.settings().iterations());
    assertEquals(
        List.of(PairwiseKernel.gaussian(3, 3), PairwiseKernel.bilateral(50, 5, 10)),
        crf.settings().kernels());
  }

  @Test
  void walksHaveThePublishedNumbers() {
    MaskRecipe irn = MaskRecipe.named("irn-walk");
    assertEquals(Grid.QUARTER, irn.cams().grid());
    assertEquals(new Background.Threshold(0.25), irn.background());
    assertEquals(
        List.of(new RandomWalk(WalkKind.IRN, 5, 10, 256, WalkMode.COMPLETE)), irn.refinements());
    assertEquals(Set.of(ModelRole.BOUNDARY), irn.walkModels());
    MaskRecipe psa = MaskRecipe.named("psa-walk");
    assertEquals(new Background.AlphaPower(16), psa.background());
    assertEquals(
        List.of(new RandomWalk(WalkKind.PSA, 5, 8, 256, WalkMode.COMPLETE)), psa.refinements());
    assertEquals(Set.of(ModelRole.AFFINITY), psa.walkModels());
    assertEquals(Set.of(), MaskRecipe.irn().walkModels());
  }

  @Test
  void aWalkInJsonNeedsNoMoreThanItsKind() {
    MaskRecipe read =
        MaskRecipe.fromJson(
            "{\"preset\":\"irn-walk\",\"refinements\":[{\"walk\":{\"kind\":\"psa\","
                + "\"steps\":64}}]}",
            "test");
    assertEquals(List.of(RandomWalk.psa().withSteps(64)), read.refinements());
  }

  /** A photo of 500x375 has the published number; a quarter of its cells a quarter of them. */
  @Test
  void stepsByGridLeadAsFarInASmallPictureAsInAPhoto() {
    WalkSteps irn = RandomWalk.irn().withStepsByGrid().steps();
    assertEquals(256, irn.on(94 * 125));
    assertEquals(64, irn.on(47 * 125 / 2));
    assertEquals(17, irn.on(24 * 32));
    assertEquals(256, irn.on(1000 * 1000), "never more than published");
    assertEquals(1, irn.on(1));
    WalkSteps psa = RandomWalk.psa().withStepsByGrid().steps();
    assertEquals(256, psa.on(47 * 63));
    assertEquals(17, psa.on(12 * 16));
    assertEquals(100, new WalkSteps.Count(100).on(3));
    RecipeException fault =
        assertThrows(
            RecipeException.class,
            () ->
                MaskRecipe.fromJson(
                    "{\"preset\":\"irn-walk\",\"refinements\":[{\"walk\":{\"kind\":\"psa\","
                        + "\"steps\":64,\"of_cells\":0}}]}",
                    "test"));
    assertTrue(fault.getMessage().contains("found of_cells 0"), fault.getMessage());
  }

  @Test
  void anIrnWalkAfterAnotherRefinementIsRefused() {
    RecipeException fault =
        assertThrows(
            RecipeException.class,
            () ->
                MaskRecipe.irn()
                    .withRefinements(List.of(Crf.of("irn", UnaryKind.LABELS), RandomWalk.irn())));
    assertTrue(fault.getMessage().contains("found it as number 2"), fault.getMessage());
  }

  @Test
  void aNumberOfStepsThatIsNoneIsExplained() {
    RecipeException fault =
        assertThrows(RecipeException.class, () -> RandomWalk.irn().withSteps(0));
    assertTrue(
        fault.getMessage().startsWith("walk steps must be 1 to 65536, found 0; it is the number"),
        fault.getMessage());
    assertThrows(RecipeException.class, () -> RandomWalk.irn().withSteps(1 << 17));
  }

  @Test
  void aPresetCanBeChangedInPart() {
    MaskRecipe read =
        MaskRecipe.fromJson(
            "{\"preset\":\"vwe\",\"cams\":{\"scales\":[1]},\"background\":{\"alpha\":8},"
                + "\"refinements\":[{\"crf\":{\"preset\":\"semformer\",\"unary\":\"labels\","
                + "\"iterations\":3}}]}",
            "test");
    MaskRecipe vwe = MaskRecipe.named("vwe");
    assertEquals(vwe.cams().withScales(List.of(1.0)), read.cams());
    assertEquals(new Background.AlphaPower(8), read.background());
    assertEquals(3, ((Crf) read.refinements().get(0)).settings().iterations());
    assertEquals("vwe", read.name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"preset\":\"irm\"}",
        "{\"preset\":\"irn\",\"backgroud\":{\"threshold\":0.1}}",
        "{\"preset\":\"irn\",\"background\":{\"threshold\":1.5}}",
        "{\"preset\":\"irn\",\"background\":{\"threshold\":0.5,\"alpha\":4}}",
        "{\"preset\":\"irn\",\"background\":{\"threshold\":\"low\"}}",
        "{\"preset\":\"irn\",\"cams\":{\"scales\":[]}}",
        "{\"preset\":\"irn\",\"cams\":{\"scales\":[1,1]}}",
        "{\"preset\":\"irn\",\"cams\":{\"scales\":[-1]}}",
        "{\"preset\":\"irn\",\"cams\":{\"flip\":\"twice\"}}",
        "{\"preset\":\"irn\",\"cams\":{\"long_side\":15}}",
        "{\"preset\":\"irn\",\"cams\":{\"long_side\":\"longest\"}}",
        "{\"preset\":\"mcis-voc\",\"cams\":{\"long_side\":500}}",
        "{\"preset\":\"irn\",\"tags\":{\"predicted\":0}}",
        "{\"preset\":\"irn\",\"refinements\":[{\"magic\":{}}]}",
        "{\"preset\":\"irn\",\"refinements\":[{\"crf\":{\"preset\":\"no\",\"unary\":\"labels\"}}]}",
        "{\"preset\":\"irn\",\"refinements\":[{\"crf\":{\"preset\":\"irn\",\"unary\":\"labels\","
            + "\"iterations\":-1}}]}",
        "{\"preset\":\"irn\",\"refinements\":[{\"walk\":{}}]}",
        "{\"preset\":\"irn\",\"refinements\":[{\"walk\":{\"kind\":\"random\"}}]}",
        "{\"preset\":\"irn\",\"refinements\":[{\"walk\":{\"kind\":\"irn\",\"steps\":0}}]}",
        "{\"preset\":\"irn\",\"refinements\":[{\"walk\":{\"kind\":\"irn\",\"radius\":1}}]}",
        "{\"preset\":\"irn\",\"refinements\":[{\"walk\":{\"kind\":\"psa\",\"beta\":0}}]}",
        "{\"preset\":\"irn\",\"refinements\":[{\"walk\":{\"kind\":\"psa\",\"exp\":8}}]}",
        "{\"preset\":\"irn\",\"ignore\":{\"below-confidence\":2}}"
      })
  void refusesBrokenRecipes(String json) {
    Tag2MaskException fault =
        assertThrows(Tag2MaskException.class, () -> MaskRecipe.fromJson(json, "my.json"));
    assertTrue(fault.getMessage().startsWith("my.json"), fault.getMessage());
  }

  @Test
  void aMisspeltPresetGetsTheNearestSuggested() {
    RecipeException fault = assertThrows(RecipeException.class, () -> MaskRecipe.named("seem"));
    assertTrue(fault.getMessage().contains("did you mean 'seam'?"), fault.getMessage());
  }
}
