package org.tag2mask.runtime.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.recipe.LabelRule.AlphaPair;
import org.tag2mask.runtime.recipe.LabelRule.ThresholdPair;
import org.tag2mask.runtime.recipe.Refinement.Crf;
import org.tag2mask.runtime.recipe.Refinement.UnaryKind;

class LabelRecipeTest {

  static List<String> names() {
    return LabelRecipe.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyPresetSurvivesJson(String name) {
    LabelRecipe recipe = LabelRecipe.named(name);
    assertEquals(recipe, LabelRecipe.fromJson(recipe.toJson(), "test"));
    LabelRecipe changed =
        recipe
            .withName("mine")
            .withCams(CamMerge.of(0.75).withGrid(Grid.QUARTER))
            .withCrf(Optional.empty());
    assertEquals(changed, LabelRecipe.fromJson(changed.toJson(), "test"));
  }

  @Test
  void presetsHaveThePublishedNumbers() {
    assertEquals(new ThresholdPair(0.30, 0.05), LabelRecipe.irn().rule());
    assertEquals(new ThresholdPair(0.11, 0.15), LabelRecipe.named("semformer").rule());
    assertEquals(new AlphaPair(4, 32, 8), LabelRecipe.named("psa").rule());
    assertEquals(new AlphaPair(4, 24, 8), LabelRecipe.named("seam").rule());
    assertEquals(
        Optional.of(Crf.of("irn", UnaryKind.LABELS)), LabelRecipe.named("semformer").crf());
    assertEquals(Optional.of(Crf.of("psa", UnaryKind.SCORES)), LabelRecipe.named("psa").crf());
  }

  @Test
  void aStyleAndWhatDiffersAreEnough() {
    LabelRecipe irn =
        LabelRecipe.fromJson("{\"style\":\"irn\",\"foreground\":0.4,\"crf\":{\"none\":true}}", "t");
    assertEquals(
        LabelRecipe.irn().withRule(new ThresholdPair(0.4, 0.05)).withCrf(Optional.empty()), irn);
    LabelRecipe psa = LabelRecipe.fromJson("{\"style\":\"psa\",\"high-alpha\":24}", "t");
    assertEquals(new AlphaPair(4, 24, 8), psa.rule());
    LabelRecipe otsu = LabelRecipe.fromJson("{\"style\":\"otsu\",\"background\":0.2}", "t");
    assertEquals(new LabelRule.OtsuPair(0.1, 0.2), otsu.rule());
  }

  @Test
  void whatMakesNoSenseIsNamedWithItsPlace() {
    assertFault("{\"style\":\"irm\"}", "labels.json: no label style 'irm' (did you mean 'irn'?)");
    assertFault("{\"foreground\":0.3}", "style");
    assertFault("{\"style\":\"irn\",\"foreground\":1.3}", "label thresholds must be in [0, 1]");
    assertFault("{\"style\":\"psa\",\"low-alpha\":40}", "must ascend in (0, 1000], found 40.0 and");
    assertFault("{\"style\":\"psa\",\"window\":0}", "window must be 1 to 64 pixels, found 0");
    assertFault("{\"style\":\"psa\",\"foreground\":0.3}", "foreground");
    assertFault("{\"style\":\"otsu\",\"foreground\":-0.3}", "distances from Otsu's threshold");
    assertFault("{\"style\":\"irn\",\"crf\":{\"none\":true,\"preset\":\"psa\"}}", "preset");
  }

  private static void assertFault(String json, String part) {
    Tag2MaskException e =
        assertThrows(Tag2MaskException.class, () -> LabelRecipe.fromJson(json, "labels.json"));
    assertTrue(e.getMessage().contains("labels.json"), e.getMessage());
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
