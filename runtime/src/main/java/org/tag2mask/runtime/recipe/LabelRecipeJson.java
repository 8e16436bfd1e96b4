package org.tag2mask.runtime.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.recipe.LabelRule.AlphaPair;
import org.tag2mask.runtime.recipe.LabelRule.OtsuPair;
import org.tag2mask.runtime.recipe.LabelRule.ThresholdPair;
import org.tag2mask.runtime.recipe.Refinement.Crf;

/**
 * The JSON form of a label recipe. Written with all values; read with what differs from a style.
 */
final class LabelRecipeJson {
  private static final List<String> COMMON = List.of("style", "name", "cams", "crf");
  private static final String FOREGROUND = "foreground";
  private static final String BACKGROUND = "background";
  private static final String LOW_ALPHA = "low-alpha";
  private static final String HIGH_ALPHA = "high-alpha";
  private static final String WINDOW = "window";
  private static final String NONE = "none";

  private LabelRecipeJson() {}

  static String write(LabelRecipe recipe) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("style", style(recipe.rule()));
    map.put("name", recipe.name());
    map.put("cams", RecipeJson.cams(recipe.cams()));
    if (recipe.rule() instanceof AlphaPair pair) {
      map.put(LOW_ALPHA, pair.lowAlpha());
      map.put(HIGH_ALPHA, pair.highAlpha());
      map.put(WINDOW, pair.window());
    } else if (recipe.rule() instanceof ThresholdPair pair) {
      map.put(FOREGROUND, pair.foreground());
      map.put(BACKGROUND, pair.background());
    } else if (recipe.rule() instanceof OtsuPair pair) {
      map.put(FOREGROUND, pair.above());
      map.put(BACKGROUND, pair.below());
    }
    map.put("crf", recipe.crf().map(CrfJson::write).orElse(Map.of(NONE, true)));
    return Json.writePretty(map);
  }

  /** A style whose rule is of the same kind. */
  private static String style(LabelRule rule) {
    if (rule instanceof AlphaPair) {
      return "psa";
    }
    return rule instanceof OtsuPair ? "otsu" : "irn";
  }

  static LabelRecipe read(String text, String where) {
    JsonObject json = Json.parseObject(text, where);
    try {
      LabelRecipe base = LabelRecipe.named(json.string("style"));
      return new LabelRecipe(
          json.optionalString("name").orElse(base.name()),
          json.has("cams") ? RecipeJson.cams(json.object("cams"), base.cams()) : base.cams(),
          rule(json, base.rule()),
          json.has("crf") ? crf(json.object("crf")) : base.crf());
    } catch (RecipeException e) {
      throw new RecipeException(json.where() + ": " + e.getMessage(), e);
    }
  }

  private static LabelRule rule(JsonObject json, LabelRule base) {
    if (base instanceof AlphaPair pair) {
      refuseUnknown(json, LOW_ALPHA, HIGH_ALPHA, WINDOW);
      return new AlphaPair(
          json.number(LOW_ALPHA, pair.lowAlpha()),
          json.number(HIGH_ALPHA, pair.highAlpha()),
          json.integer(WINDOW, pair.window()));
    }
    refuseUnknown(json, FOREGROUND, BACKGROUND);
    if (base instanceof OtsuPair pair) {
      return new OtsuPair(
          json.number(FOREGROUND, pair.above()), json.number(BACKGROUND, pair.below()));
    }
    ThresholdPair pair = (ThresholdPair) base;
    return new ThresholdPair(
        json.number(FOREGROUND, pair.foreground()), json.number(BACKGROUND, pair.background()));
  }

  private static void refuseUnknown(JsonObject json, String... own) {
    List<String> known = new java.util.ArrayList<>(COMMON);
    known.addAll(List.of(own));
    json.refuseUnknown(known);
  }

  private static Optional<Crf> crf(JsonObject json) {
    if (json.has(NONE)) {
      json.refuseUnknown(List.of(NONE));
      return Optional.empty();
    }
    return Optional.of(CrfJson.read(json));
  }
}
