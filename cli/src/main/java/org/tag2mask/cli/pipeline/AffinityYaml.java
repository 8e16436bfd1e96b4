package org.tag2mask.cli.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.recipe.LabelRecipe;

/** The YAML form of an {@link AffinityConfig}: the section {@code affinity} of a pipeline. */
final class AffinityYaml {
  static final String KEY = "affinity";

  private AffinityYaml() {}

  /**
   * Reads the section.
   *
   * @param root the whole configuration
   * @param value what stands under {@value #KEY}: a section, {@code none}, or null
   * @param where for messages
   * @return nothing for no section and for {@code none}
   */
  static Optional<AffinityConfig> read(JsonObject root, Object value, String where) {
    if (value == null || value.equals(PipelineYaml.NONE)) {
      return Optional.empty();
    }
    if (value instanceof Map<?, ?> section) {
      return Optional.of(read(root.object(KEY), PipelineYaml.copy(section), where));
    }
    throw new Tag2MaskException(
        where + ": affinity is '" + value + "', expected a section of settings, or none");
  }

  private static AffinityConfig read(JsonObject json, Map<String, Object> map, String where) {
    json.refuseUnknown(
        List.of(
            "labels",
            "network",
            "head",
            "objective",
            "weights",
            "ignore_mismatched",
            "train",
            "export"));
    Start start = Start.of(json.string("weights"));
    Map<String, Object> train = PipelineYaml.section(map, "train");
    ModelConfig model = PipelineYaml.model(json, train, where + " affinity.train");
    return new AffinityConfig(
        labels(map.get("labels"), where),
        start == Start.GIVEN ? model : model.withWeights(Optional.empty()),
        start);
  }

  private static LabelRecipe labels(Object value, String where) {
    return value instanceof Map<?, ?>
        ? LabelRecipe.fromJson(Json.write(value), where + " affinity.labels")
        : LabelRecipe.named(String.valueOf(value));
  }
}
