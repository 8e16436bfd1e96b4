package org.tag2mask.runtime.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.crf.CrfSettings;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.recipe.LogitMerge.Flip;
import org.tag2mask.runtime.recipe.Refinement.Crf;
import org.tag2mask.runtime.recipe.Refinement.UnaryKind;

class SegmentRecipeTest {

  static List<String> names() {
    return SegmentRecipe.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyPresetSurvivesJson(String name) {
    SegmentRecipe recipe = SegmentRecipe.named(name);
    assertEquals(recipe, SegmentRecipe.fromJson(recipe.toJson(), "test"));
    assertEquals(recipe.toJson(), SegmentRecipe.fromJson(recipe.toJson(), "test").toJson());
  }

  @Test
  void everyPartSurvivesJson() {
    SegmentRecipe recipe =
        SegmentRecipe.plain()
            .withName("mine")
            .withMerge(
                new LogitMerge(
                    List.of(0.75, 1.25),
                    Flip.MIRROR,
                    ScoreMerge.MEAN_SOFTMAX,
                    Optional.of(new Window(96, 64)),
                    OptionalInt.of(480)))
            .withClasses(ClassFilter.GIVEN)
            .withCrf(Optional.of(Crf.of("irn", UnaryKind.LABELS)))
            .withIgnore(new IgnoreRule.BelowConfidence(0.2))
            .withTiles(new Tiles(512, 100));
    assertEquals(recipe, SegmentRecipe.fromJson(recipe.toJson(), "test"));
  }

  @Test
  void thePresetsHaveThePublishedNumbers() {
    SegmentRecipe deepLab = SegmentRecipe.named("deeplab_v2");
    assertEquals(List.of(1.0, 0.5, 0.75), deepLab.merge().scales());
    assertEquals(ScoreMerge.MAX_LOGITS, deepLab.merge().rule());
    assertEquals(CrfSettings.of(10, 1, 3, 67, 3, 4), deepLab.crf().get().settings());
    SegmentRecipe seam = SegmentRecipe.named("seam");
    assertEquals(List.of(0.5, 0.75, 1.0, 1.25, 1.5, 1.75), seam.merge().scales());
    assertEquals(Flip.MIRROR, seam.merge().flip());
    assertEquals(CrfSettings.of(1, 3, 3, 32, 13, 10), seam.crf().get().settings());
    SegmentRecipe mct = SegmentRecipe.named("mctformer");
    assertEquals(ScoreMerge.MAX_SOFTMAX, mct.merge().rule());
    assertEquals(CrfSettings.of(10, 4, 3, 83, 5, 3), mct.crf().get().settings());
    SegmentRecipe cian = SegmentRecipe.named("cian");
    assertEquals(List.of(0.75, 1.0, 1.25), cian.merge().scales());
    assertEquals(ScoreMerge.MEAN_AND_MAX_LOGITS, cian.merge().rule());
    assertEquals(UnaryKind.LOGITS, cian.crf().get().unary());
    assertEquals(CrfSettings.of(5, 3, 3, 80, 13, 10), cian.crf().get().settings());
    SegmentRecipe relabel = SegmentRecipe.named("cian_relabel");
    assertEquals(10, relabel.crf().get().settings().iterations());
    assertEquals(ClassFilter.GIVEN, relabel.classes());
  }

  @Test
  void aPresetCanBeChangedInPart() {
    SegmentRecipe read =
        SegmentRecipe.fromJson(
            "{\"preset\":\"seam\",\"merge\":{\"scales\":[1]},\"refinements\":[]}", "test");
    SegmentRecipe seam = SegmentRecipe.named("seam");
    assertEquals(
        seam.withMerge(seam.merge().withScales(List.of(1.0))).withCrf(Optional.empty()), read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"preset\":\"deeplab_v4\"}",
        "{\"preset\":\"seam\",\"scales\":[1]}",
        "{\"preset\":\"seam\",\"merge\":{\"scales\":[]}}",
        "{\"preset\":\"seam\",\"merge\":{\"scales\":[1,1]}}",
        "{\"preset\":\"seam\",\"merge\":{\"scales\":[9]}}",
        "{\"preset\":\"seam\",\"merge\":{\"rule\":\"sum\"}}",
        "{\"preset\":\"seam\",\"merge\":{\"flip\":true}}",
        "{\"preset\":\"seam\",\"merge\":{\"long_side\":15}}",
        "{\"preset\":\"cian\",\"merge\":{\"rule\":\"mean-softmax\"}}",
        "{\"preset\":\"seam\",\"classes\":\"some\"}",
        "{\"preset\":\"seam\",\"tiles\":{\"window\":10}}",
        "{\"preset\":\"seam\",\"tiles\":{\"overlap\":600}}",
        "{\"preset\":\"seam\",\"refinements\":[{\"crf\":{\"preset\":\"irn\",\"unary\":\"softmax\"}}]}",
        "{\"preset\":\"seam\",\"refinements\":[{\"magic\":{}}]}",
        "{\"preset\":\"seam\",\"refinements\":[{\"crf\":{\"preset\":\"irn\",\"unary\":\"labels\"}},"
            + "{\"crf\":{\"preset\":\"irn\",\"unary\":\"labels\"}}]}",
        "{\"preset\":\"seam\",\"ignore\":{\"below-confidence\":2}}"
      })
  void refusesBrokenRecipes(String json) {
    Tag2MaskException fault =
        assertThrows(Tag2MaskException.class, () -> SegmentRecipe.fromJson(json, "my.json"));
    assertTrue(fault.getMessage().startsWith("my.json"), fault.getMessage());
  }

  @Test
  void aMisspeltPresetGetsTheNearestSuggested() {
    RecipeException fault =
        assertThrows(RecipeException.class, () -> SegmentRecipe.named("deeplab_v3"));
    assertTrue(fault.getMessage().contains("did you mean 'deeplab_v2'?"), fault.getMessage());
  }
}
