package org.tag2mask.cli.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.recipe.LabelRecipe;
import org.tag2mask.runtime.recipe.SegmentRecipe;

/**
 * The YAML form of a {@link SegmenterConfig}: the sections {@code segmenter} and {@code segment} of
 * a pipeline. What they leave out comes from the file that {@code segmenter.preset} names, or
 * {@code small}, and stands in that file's own folder among the presets.
 */
final class SegmenterYaml {
  static final String KEY = "segmenter";
  static final String SEGMENT = "segment";

  private SegmenterYaml() {}

  /**
   * Reads the sections.
   *
   * @param map the whole configuration
   * @param where for messages
   * @return nothing for no section {@value #KEY} and for {@code none}
   */
  static Optional<SegmenterConfig> read(Map<String, Object> map, String where) {
    Object value = map.get(KEY);
    if (value == null && map.containsKey(SEGMENT)) {
      throw new Tag2MaskException(
          where + ": there is a section segment but no segmenter; give both, or none");
    }
    // A file that says none over a preset leaves the preset's section segment without a meaning.
    if (value == null || value.equals(PipelineYaml.NONE)) {
      return Optional.empty();
    }
    if (!(value instanceof Map<?, ?> section)) {
      throw new Tag2MaskException(
          where + ": segmenter is '" + value + "', expected a section of settings, or none");
    }
    Map<String, Object> own = PipelineYaml.copy(section);
    Object preset = own.remove("preset");
    Map<String, Object> base =
        PresetFiles.segmenter(preset == null ? PresetFiles.SMALL : preset.toString());
    Map<String, Object> given = new LinkedHashMap<>();
    given.put(KEY, own);
    if (map.containsKey(SEGMENT)) {
      given.put(SEGMENT, map.get(SEGMENT));
    }
    return Optional.of(config(PipelineYaml.merged(base, given), where));
  }

  /** The segmenter of an empty section. */
  static SegmenterConfig standard() {
    return config(PresetFiles.segmenter(PresetFiles.SMALL), "preset segmenter");
  }

  private static SegmenterConfig config(Map<String, Object> map, String where) {
    JsonObject root = Json.parseObject(Json.write(map), where);
    JsonObject json = root.object(KEY);
    json.refuseUnknown(
        List.of(
            "network",
            "head",
            "objective",
            "weights",
            "ignore_mismatched",
            "masks",
            "labels",
            Saliency.KEY,
            "true_masks",
            Retraining.KEY,
            "train",
            "export"));
    JsonObject segment = root.object(SEGMENT);
    segment.refuseUnknown(List.of("recipe", "relabel", "splits"));
    Map<String, Object> section = PipelineYaml.section(map, KEY);
    Start start = Start.of(json.string("weights"));
    ModelConfig model =
        PipelineYaml.model(
            json, PipelineYaml.section(section, "train"), where + " segmenter.train");
    Map<String, Object> use = PipelineYaml.section(map, SEGMENT);
    return new SegmenterConfig(
        start == Start.GIVEN ? model : model.withWeights(Optional.empty()),
        start,
        json.oneOf("masks", SegmenterConfig.Masks.class),
        labels(section.get("labels"), where + " segmenter.labels"),
        Saliency.read(json, section.get(Saliency.KEY), where),
        json.number("true_masks"),
        Retraining.read(json, section),
        recipe(use.get("recipe"), where + " segment.recipe"),
        recipe(use.get("relabel"), where + " segment.relabel"),
        segment.strings("splits"));
  }

  private static LabelRecipe labels(Object value, String where) {
    return value instanceof Map<?, ?>
        ? LabelRecipe.fromJson(Json.write(value), where)
        : LabelRecipe.named(String.valueOf(value));
  }

  private static SegmentRecipe recipe(Object value, String where) {
    return value instanceof Map<?, ?>
        ? SegmentRecipe.fromJson(Json.write(value), where)
        : SegmentRecipe.named(String.valueOf(value));
  }
}
