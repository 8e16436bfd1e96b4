package org.tag2mask.runtime.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;

/** The JSON form of a recipe. All values are written out, so that it never depends on presets. */
final class RecipeJson {
  static final String LONG_SIDE = "long_side";

  private RecipeJson() {}

  static String write(MaskRecipe recipe) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", recipe.name());
    map.put("cams", cams(recipe.cams()));
    map.put("background", background(recipe.background()));
    map.put("tags", tags(recipe.tags()));
    List<Object> steps = new ArrayList<>();
    for (Refinement refinement : recipe.refinements()) {
      steps.add(refinement(refinement));
    }
    map.put("refinements", steps);
    map.put("ignore", ignore(recipe.ignore()));
    return Json.writePretty(map);
  }

  static MaskRecipe read(String text, String where) {
    JsonObject json = Json.parseObject(text, where);
    json.refuseUnknown(
        List.of("preset", "name", "cams", "background", "tags", "refinements", "ignore"));
    try {
      MaskRecipe base =
          json.has("preset")
              ? MaskRecipe.named(json.string("preset"))
              : MaskRecipe.named("cam").withName("unnamed");
      if (!json.has("preset")) {
        for (String key : List.of("name", "cams", "background")) {
          if (!json.has(key)) {
            throw new RecipeException("key '" + key + "' is missing (or give a 'preset')");
          }
        }
      }
      return new MaskRecipe(
          json.optionalString("name").orElse(base.name()),
          json.has("cams") ? cams(json.object("cams"), base.cams()) : base.cams(),
          json.has("background") ? background(json.object("background")) : base.background(),
          json.has("tags") ? tags(json.object("tags")) : base.tags(),
          json.has("refinements") ? refinements(json) : base.refinements(),
          json.has("ignore") ? ignore(json.object("ignore")) : base.ignore());
    } catch (RecipeException e) {
      throw new RecipeException(json.where() + ": " + e.getMessage(), e);
    }
  }

  static Map<String, Object> cams(CamMerge cams) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("scales", cams.scales());
    cams.longSide().ifPresent(pixels -> map.put(LONG_SIDE, pixels));
    map.put("flip", word(cams.flip()));
    map.put("placement", word(cams.placement()));
    map.put("grid", word(cams.grid()));
    map.put("normalization", word(cams.normalization()));
    cams.pairs().ifPresent(pairs -> map.put("pairs", PairJson.write(pairs)));
    return map;
  }

  static CamMerge cams(JsonObject json, CamMerge base) {
    json.refuseUnknown(
        List.of("scales", LONG_SIDE, "flip", "placement", "grid", "normalization", "pairs"));
    return new CamMerge(
        json.has("scales") ? json.numbers("scales") : base.scales(),
        json.has("flip") ? json.oneOf("flip", FlipMerge.class) : base.flip(),
        json.has("placement") ? json.oneOf("placement", Placement.class) : base.placement(),
        json.has("grid") ? json.oneOf("grid", Grid.class) : base.grid(),
        json.has("normalization")
            ? json.oneOf("normalization", CamNormalization.class)
            : base.normalization(),
        json.has("pairs") ? Optional.of(PairJson.read(json.object("pairs"))) : base.pairs(),
        longSide(json, base.longSide()));
  }

  /** What scales are factors of, beside them. */
  static OptionalInt longSide(JsonObject json, OptionalInt base) {
    return json.has(LONG_SIDE) ? OptionalInt.of(json.integer(LONG_SIDE)) : base;
  }

  private static Map<String, Object> background(Background background) {
    if (background instanceof Background.Threshold threshold) {
      return Map.of("threshold", threshold.value());
    }
    if (background instanceof Background.Otsu otsu) {
      return Map.of("otsu", otsu.shift());
    }
    if (background instanceof Background.Regions regions) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("foreground", regions.foreground());
      map.put("background", regions.background());
      map.put("output", regions.output());
      return Map.of("regions", map);
    }
    return Map.of("alpha", ((Background.AlphaPower) background).alpha());
  }

  private static Background background(JsonObject json) {
    return switch (only(json, Set.of("threshold", "alpha", "otsu", "regions"))) {
      case "threshold" -> new Background.Threshold(json.number("threshold"));
      case "otsu" -> new Background.Otsu(json.number("otsu"));
      case "regions" -> regions(json.object("regions"));
      default -> new Background.AlphaPower(json.number("alpha"));
    };
  }

  private static Background.Regions regions(JsonObject json) {
    json.refuseUnknown(List.of("foreground", "background", "output"));
    return new Background.Regions(
        json.number("foreground"), json.number("background"), json.string("output"));
  }

  private static Map<String, Object> tags(TagSource tags) {
    return tags instanceof TagSource.Predicted predicted
        ? Map.of("predicted", predicted.threshold())
        : Map.of("given", true);
  }

  private static TagSource tags(JsonObject json) {
    return only(json, Set.of("given", "predicted")).equals("given")
        ? TagSource.given()
        : TagSource.predicted(json.number("predicted"));
  }

  static Map<String, Object> ignore(IgnoreRule rule) {
    if (rule instanceof IgnoreRule.BelowConfidence below) {
      return Map.of("below-confidence", below.confidence());
    }
    return Map.of(rule instanceof IgnoreRule.Unlabelled ? "unlabelled" : "never", true);
  }

  static IgnoreRule ignore(JsonObject json) {
    return switch (only(json, Set.of("never", "below-confidence", "unlabelled"))) {
      case "never" -> IgnoreRule.never();
      case "unlabelled" -> new IgnoreRule.Unlabelled();
      default -> new IgnoreRule.BelowConfidence(json.number("below-confidence"));
    };
  }

  private static Map<String, Object> refinement(Refinement refinement) {
    return refinement instanceof Refinement.Crf crf
        ? Map.of("crf", CrfJson.write(crf))
        : Map.of("walk", WalkJson.write((Refinement.RandomWalk) refinement));
  }

  private static List<Refinement> refinements(JsonObject json) {
    List<Refinement> steps = new ArrayList<>();
    for (JsonObject step : json.objects("refinements")) {
      steps.add(
          only(step, Set.of("crf", "walk")).equals("crf")
              ? CrfJson.read(step.object("crf"))
              : WalkJson.read(step.object("walk")));
    }
    return steps;
  }

  private static String only(JsonObject json, Set<String> known) {
    json.refuseUnknown(known);
    if (json.keys().size() != 1) {
      throw new RecipeException(
          json.where() + " needs exactly one of the keys " + known.stream().sorted().toList());
    }
    return json.keys().iterator().next();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
