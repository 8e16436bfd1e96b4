package org.tag2mask.runtime.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.recipe.LogitMerge.Flip;
import org.tag2mask.runtime.recipe.Refinement.Crf;

/** The JSON form of a segmenter's recipe, with all values written out. */
final class SegmentRecipeJson {
  private SegmentRecipeJson() {}

  static String write(SegmentRecipe recipe) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", recipe.name());
    Map<String, Object> merge = new LinkedHashMap<>();
    merge.put("scales", recipe.merge().scales());
    recipe.merge().longSide().ifPresent(pixels -> merge.put(RecipeJson.LONG_SIDE, pixels));
    merge.put("flip", word(recipe.merge().flip()));
    merge.put("rule", word(recipe.merge().rule()));
    recipe
        .merge()
        .window()
        .ifPresent(window -> merge.put("window", List.of(window.height(), window.width())));
    map.put("merge", merge);
    map.put("classes", word(recipe.classes()));
    map.put(
        "refinements",
        recipe.crf().map(crf -> Map.of("crf", CrfJson.write(crf))).stream().toList());
    map.put("ignore", RecipeJson.ignore(recipe.ignore()));
    Map<String, Object> tiles = new LinkedHashMap<>();
    tiles.put("window", recipe.tiles().window());
    tiles.put("overlap", recipe.tiles().overlap());
    map.put("tiles", tiles);
    return Json.writePretty(map);
  }

  static SegmentRecipe read(String text, String where) {
    JsonObject json = Json.parseObject(text, where);
    json.refuseUnknown(
        List.of("preset", "name", "merge", "classes", "refinements", "ignore", "tiles"));
    try {
      if (!json.has("preset")) {
        for (String key : List.of("name", "merge")) {
          if (!json.has(key)) {
            throw new RecipeException("key '" + key + "' is missing (or give a 'preset')");
          }
        }
      }
      SegmentRecipe base =
          json.has("preset")
              ? SegmentRecipe.named(json.string("preset"))
              : SegmentRecipe.plain().withName("unnamed");
      return new SegmentRecipe(
          json.optionalString("name").orElse(base.name()),
          json.has("merge") ? merge(json.object("merge"), base.merge()) : base.merge(),
          json.has("classes") ? json.oneOf("classes", ClassFilter.class) : base.classes(),
          json.has("refinements") ? crf(json.objects("refinements"), json.where()) : base.crf(),
          json.has("ignore") ? RecipeJson.ignore(json.object("ignore")) : base.ignore(),
          json.has("tiles") ? tiles(json.object("tiles"), base.tiles()) : base.tiles());
    } catch (RecipeException e) {
      throw new RecipeException(json.where() + ": " + e.getMessage(), e);
    }
  }

  private static LogitMerge merge(JsonObject json, LogitMerge base) {
    json.refuseUnknown(Set.of("scales", RecipeJson.LONG_SIDE, "flip", "rule", "window"));
    return new LogitMerge(
        json.has("scales") ? json.numbers("scales") : base.scales(),
        json.has("flip") ? json.oneOf("flip", Flip.class) : base.flip(),
        json.has("rule") ? json.oneOf("rule", ScoreMerge.class) : base.rule(),
        json.has("window") ? window(json.numbers("window")) : base.window(),
        RecipeJson.longSide(json, base.longSide()));
  }

  /** Rows and columns; an empty list for the whole image. */
  private static Optional<Window> window(List<Double> sides) {
    if (sides.isEmpty()) {
      return Optional.empty();
    }
    if (sides.size() != 2 || sides.stream().anyMatch(s -> s != Math.rint(s) || s > 1 << 20)) {
      throw new RecipeException(
          "window is " + sides + ", expected rows and columns in pixels, such as [321, 321]");
    }
    return Optional.of(new Window(sides.get(0).intValue(), sides.get(1).intValue()));
  }

  private static Optional<Crf> crf(List<JsonObject> steps, String where) {
    if (steps.size() > 1) {
      throw new RecipeException(
          where + ": refinements of a segmenter are one CRF or none, found " + steps.size());
    }
    for (JsonObject step : steps) {
      step.refuseUnknown(Set.of("crf"));
      return Optional.of(CrfJson.read(step.object("crf")));
    }
    return Optional.empty();
  }

  private static Tiles tiles(JsonObject json, Tiles base) {
    json.refuseUnknown(Set.of("window", "overlap"));
    return new Tiles(
        json.integer("window", base.window()), json.integer("overlap", base.overlap()));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
