package org.tag2mask.runtime.recipe;

import java.util.List;
import java.util.Optional;
import org.tag2mask.runtime.recipe.LogitMerge.Flip;
import org.tag2mask.runtime.recipe.Refinement.Crf;

/**
 * The presets of segmenters: scales, merge and CRF of each paper's public code. That code resizes
 * images bilinearly, we as Pillow's bicubic does, and runs its CRF over all classes, we over those
 * that won a pixel.
 */
final class SegmentPresets {
  private static final List<SegmentRecipe> ALL =
      List.of(
          recipe("cian", cian(), ClassFilter.ALL, "cian-test"),
          // For another round of training: labels of tagged images never show an untagged class.
          recipe("cian_relabel", cian(), ClassFilter.GIVEN, "cian-relabel"),
          recipe(
              "deeplab_v2",
              LogitMerge.of(1.0, 0.5, 0.75).withRule(ScoreMerge.MAX_LOGITS),
              ClassFilter.ALL,
              "deeplab"),
          recipe(
              "mctformer",
              LogitMerge.of(0.5, 0.75, 1.0, 1.25, 1.5).withRule(ScoreMerge.MAX_SOFTMAX),
              ClassFilter.ALL,
              "mctformer"),
          new SegmentRecipe(
              "plain",
              LogitMerge.of(1.0),
              ClassFilter.ALL,
              Optional.empty(),
              IgnoreRule.never(),
              Tiles.DEFAULT),
          recipe(
              "seam",
              LogitMerge.of(0.5, 0.75, 1.0, 1.25, 1.5, 1.75).withFlip(Flip.MIRROR),
              ClassFilter.ALL,
              "deeplab-v1"));

  private SegmentPresets() {}

  static SegmentRecipe named(String name) {
    return ALL.stream()
        .filter(recipe -> recipe.name().equals(name))
        .findFirst()
        .orElseThrow(() -> RecipePresets.unknown("segment preset", name, names()));
  }

  static List<String> names() {
    return ALL.stream().map(SegmentRecipe::name).toList();
  }

  private static LogitMerge cian() {
    return LogitMerge.of(0.75, 1.0, 1.25)
        .withFlip(Flip.MIRROR)
        .withRule(ScoreMerge.MEAN_AND_MAX_LOGITS);
  }

  private static SegmentRecipe recipe(
      String name, LogitMerge merge, ClassFilter classes, String crf) {
    return new SegmentRecipe(
        name,
        merge,
        classes,
        Optional.of(Crf.forSegmenter(crf)),
        IgnoreRule.never(),
        Tiles.DEFAULT);
  }
}
