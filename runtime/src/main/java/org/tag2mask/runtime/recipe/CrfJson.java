package org.tag2mask.runtime.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tag2mask.crf.Compatibility;
import org.tag2mask.crf.CrfSettings;
import org.tag2mask.crf.Normalization;
import org.tag2mask.crf.PairwiseKernel;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.recipe.Refinement.Crf;
import org.tag2mask.runtime.recipe.Refinement.UnaryKind;

/** The JSON form of a CRF step: written with all numbers; read with numbers or a preset's name. */
final class CrfJson {
  private CrfJson() {}

  static Map<String, Object> write(Crf crf) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("unary", crf.unary().name().toLowerCase(Locale.ROOT));
    map.put("parameter", crf.parameter());
    map.put("iterations", crf.settings().iterations());
    List<Object> kernels = new ArrayList<>();
    for (PairwiseKernel kernel : crf.settings().kernels()) {
      kernels.add(kernel(kernel));
    }
    map.put("kernels", kernels);
    map.put("normalization", crf.settings().normalization().name().toLowerCase(Locale.ROOT));
    return map;
  }

  static Crf read(JsonObject json) {
    json.refuseUnknown(
        List.of("preset", "unary", "parameter", "iterations", "kernels", "normalization"));
    if (json.has("preset") == json.has("kernels")) {
      throw new RecipeException(json.where() + " needs either 'preset' or 'kernels'");
    }
    UnaryKind unary = json.oneOf("unary", UnaryKind.class);
    try {
      CrfSettings settings =
          json.has("preset")
              ? Crf.settings(json.string("preset"))
              : new CrfSettings(
                  kernels(json),
                  json.integer("iterations"),
                  Normalization.SYMMETRIC,
                  Compatibility.potts());
      settings = settings.withIterations(json.integer("iterations", settings.iterations()));
      if (json.has("normalization")) {
        settings = settings.withNormalization(json.oneOf("normalization", Normalization.class));
      }
      Crf usual = new Crf(settings, unary, unary == UnaryKind.LABELS ? 0.7 : 1e-5);
      return new Crf(settings, unary, json.number("parameter", usual.parameter()));
    } catch (IllegalArgumentException e) {
      throw new RecipeException(json.where() + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> kernel(PairwiseKernel kernel) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (kernel instanceof PairwiseKernel.Gaussian g) {
      map.put("kind", "gaussian");
      map.put("sx", g.sx());
      map.put("sy", g.sy());
    } else if (kernel instanceof PairwiseKernel.Bilateral b) {
      map.put("kind", "bilateral");
      map.put("sx", b.sx());
      map.put("sy", b.sy());
      map.put("sr", b.sr());
      map.put("sg", b.sg());
      map.put("sb", b.sb());
    } else {
      throw new RecipeException("a recipe cannot hold the kernel " + kernel);
    }
    map.put("weight", kernel.weight());
    return map;
  }

  private static List<PairwiseKernel> kernels(JsonObject json) {
    List<PairwiseKernel> kernels = new ArrayList<>();
    for (JsonObject kernel : json.objects("kernels")) {
      kernels.add(
          switch (kernel.string("kind")) {
            case "gaussian" -> {
              kernel.refuseUnknown(Set.of("kind", "sx", "sy", "weight"));
              yield new PairwiseKernel.Gaussian(
                  kernel.number("sx"), kernel.number("sy"), kernel.number("weight"));
            }
            case "bilateral" -> {
              kernel.refuseUnknown(Set.of("kind", "sx", "sy", "sr", "sg", "sb", "weight"));
              yield new PairwiseKernel.Bilateral(
                  kernel.number("sx"),
                  kernel.number("sy"),
                  kernel.number("sr"),
                  kernel.number("sg"),
                  kernel.number("sb"),
                  kernel.number("weight"));
            }
            default ->
                throw new RecipeException(
                    kernel.where()
                        + ": kind must be gaussian or bilateral, found "
                        + kernel.toJson());
          });
    }
    return kernels;
  }
}
