package org.tag2mask.cli.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.cli.pipeline.PipelineConfig.Splits;
import org.tag2mask.cli.stage.ExportRequest;
import org.tag2mask.data.synth.SynthSettings;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonException;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.trainer.TrainConfig;

/** The YAML form of a {@link PipelineConfig}. */
final class PipelineYaml {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              // Otherwise a text such as 1e5 would come back as a number.
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .build());

  static final String NONE = "none";
  private static final String INTEGRAL = "integral";

  /** Values that are not merged with those of a preset. */
  private static final Set<String> WHOLE = Set.of("recipe", "relabel", "labels");

  private static final String RATES = "rates";

  private PipelineYaml() {}

  static PipelineConfig read(Path file) {
    try {
      Map<String, Object> given = parse(Files.readString(file), file.toString());
      Object preset = given.remove("preset");
      resolveWeights(given, file);
      for (String key : List.of(AffinityYaml.KEY, SegmenterYaml.KEY)) {
        given.computeIfPresent(key, (name, section) -> resolveWeights(section, file));
      }
      Map<String, Object> base = PresetFiles.read(preset == null ? "cam" : preset.toString());
      return config(merged(base, given), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Weight files are named from the configuration file's folder. */
  static void resolveWeights(Map<String, Object> section, Path file) {
    if (section.get("weights") instanceof String weights && !Start.WORDS.contains(weights)) {
      section.put("weights", file.toAbsolutePath().getParent().resolve(weights).toString());
    }
  }

  private static Object resolveWeights(Object section, Path file) {
    if (section instanceof Map<?, ?> map) {
      Map<String, Object> own = copy(map);
      resolveWeights(own, file);
      own.computeIfPresent(Saliency.KEY, (name, saliency) -> Saliency.from(saliency, file));
      return own;
    }
    return section;
  }

  static Map<String, Object> parse(String text, String where) {
    Object value = value(text, where);
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> named = new LinkedHashMap<>();
      map.forEach((key, child) -> named.put(key.toString(), child));
      return named;
    }
    throw new Tag2MaskException(where + ": expected settings as 'key: value', found none");
  }

  static Object value(String text, String where) {
    try {
      return YAML.readValue(text, Object.class);
    } catch (JsonProcessingException e) {
      String place = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
      throw new Tag2MaskException(
          where
              + place
              + " is not valid YAML: "
              + e.getOriginalMessage().lines().findFirst().orElse("?"),
          e);
    }
  }

  static String text(Map<String, Object> map) {
    try {
      return YAML.writeValueAsString(map);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of plain values are always YAML", e);
    }
  }

  /** The second map over the first, section by section. Recipes and labels are taken whole. */
  static Map<String, Object> merged(Map<String, Object> base, Map<String, Object> over) {
    Map<String, Object> result = new LinkedHashMap<>(base);
    if (over.containsKey(RATES)) {
      // A preset of rates stands for all of them; single ones below it would change it unseen.
      result.keySet().removeIf(key -> key.startsWith("rate_") || key.equals("decay_biases"));
    }
    over.forEach(
        (key, value) -> {
          if (!WHOLE.contains(key)
              && value instanceof Map<?, ?> section
              && base.get(key) instanceof Map<?, ?> below) {
            result.put(key, merged(copy(below), copy(section)));
          } else {
            result.put(key, value);
          }
        });
    return result;
  }

  static Map<String, Object> copy(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(key.toString(), value));
    return copy;
  }

  static PipelineConfig config(Map<String, Object> map, String where) {
    try {
      // Through JSON text, whose reader names the place of every fault.
      JsonObject root = Json.parseObject(Json.write(map), where);
      root.refuseUnknown(
          List.of(
              "name",
              "synth",
              "network",
              "head",
              "objective",
              "weights",
              "ignore_mismatched",
              "splits",
              "train",
              "export",
              INTEGRAL,
              AffinityYaml.KEY,
              "masks",
              SegmenterYaml.KEY,
              SegmenterYaml.SEGMENT,
              "report"));
      JsonObject masks = root.object("masks");
      masks.refuseUnknown(List.of("recipe", "confidence"));
      JsonObject report = root.object("report");
      report.refuseUnknown(List.of("images"));
      return new PipelineConfig(
          root.string("name"),
          root.has("synth") ? Optional.of(synth(root.object("synth"))) : Optional.empty(),
          model(root, section(map, "train"), where + " train")
              .withIntegral(integral(root, section(section(map, INTEGRAL), "train"), where)),
          AffinityYaml.read(root, map.get(AffinityYaml.KEY), where),
          splits(root.object("splits")),
          recipe(section(map, "masks").get("recipe"), where),
          masks.bool("confidence"),
          SegmenterYaml.read(map, where),
          report.integer("images"));
    } catch (JsonException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new Tag2MaskException(where + ": " + e.getMessage(), e);
    }
  }

  static ModelConfig model(JsonObject json, Map<String, Object> train, String where) {
    JsonObject export = json.object("export");
    export.refuseUnknown(List.of("precision", "images"));
    String weights = json.string("weights");
    return new ModelConfig(
        json.string("network"),
        json.string("head"),
        json.string("objective"),
        weights.equals(NONE) ? Optional.empty() : Optional.of(Path.of(weights)),
        json.has("ignore_mismatched") && json.bool("ignore_mismatched")
            ? WeightLoader.OnMismatch.INITIALISE
            : WeightLoader.OnMismatch.REFUSE,
        TrainConfig.fromMap(TrainConfig.DEFAULT, train, where),
        export.string("precision"),
        export.has("images")
            ? export.oneOf("images", ExportRequest.Images.class)
            : ExportRequest.Images.SINGLE);
  }

  private static Optional<IntegralConfig> integral(
      JsonObject root, Map<String, Object> train, String where) {
    if (!root.has(INTEGRAL)) {
      return Optional.empty();
    }
    JsonObject json = root.object(INTEGRAL);
    json.refuseUnknown(List.of("network", "head", "train"));
    return Optional.of(
        new IntegralConfig(
            json.string("network"),
            json.string("head"),
            TrainConfig.fromMap(TrainConfig.DEFAULT, train, where + " integral.train")));
  }

  static Map<String, Object> section(Map<String, Object> map, String key) {
    return map.get(key) instanceof Map<?, ?> section ? copy(section) : Map.of();
  }

  private static MaskRecipe recipe(Object value, String where) {
    return value instanceof Map<?, ?>
        ? MaskRecipe.fromJson(Json.write(value), where + " masks.recipe")
        : MaskRecipe.named(String.valueOf(value));
  }

  private static Splits splits(JsonObject json) {
    json.refuseUnknown(List.of("train", "validation", "masks", "evaluate"));
    String validation = json.string("validation");
    return new Splits(
        json.string("train"),
        validation.equals(NONE) ? Optional.empty() : Optional.of(validation),
        json.strings("masks"),
        json.strings("evaluate"));
  }

  private static SynthSettings synth(JsonObject json) {
    json.refuseUnknown(synth(SynthSettings.DEFAULT).keySet());
    return new SynthSettings(
        json.integer("classes"),
        json.integer("train"),
        json.integer("val"),
        json.integer("width"),
        json.integer("height"),
        json.integer("max_objects"),
        json.number("typical_bodies", SynthSettings.DEFAULT.typicalBodies()),
        json.oneOf("format", SynthSettings.Format.class),
        (long) json.number("seed"));
  }

  static Map<String, Object> synth(SynthSettings settings) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("classes", settings.classes());
    map.put("train", settings.train());
    map.put("val", settings.val());
    map.put("width", settings.width());
    map.put("height", settings.height());
    map.put("max_objects", settings.maxObjects());
    map.put("typical_bodies", settings.typicalBodies());
    map.put("format", settings.format().name().toLowerCase(Locale.ROOT));
    map.put("seed", settings.seed());
    return map;
  }
}
