package org.tag2mask.runtime.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.json.JsonObject;

/**
 * The scales and flips a model file runs by itself. Its host then calls it once an image, and the
 * map it returns is already merged: the sum over scales of the flip pairs' merge, on a grid whose
 * cells cover {@link ModelContract#stride()} pixels of the unscaled image.
 *
 * @param scales factors, in order; at least one
 * @param flip how the mirrored twin is merged in
 */
public record ScalesInside(List<Double> scales, FlipMerge flip) {
  /** How the map of an image and the (mirrored back) map of its mirror image become one. */
  public enum FlipMerge {
    /** No mirror image is run. */
    NONE,
    /** Their sum (PSA, IRN, SEAM, SemFormer). */
    SUM,
    /** The larger of the two at every cell (VWE). */
    MAX,
    /** Half their sum. */
    MEAN
  }

  /** One pass at the image's own size: the file has no scales inside. */
  public static final ScalesInside PLAIN = new ScalesInside(List.of(1.0), FlipMerge.NONE);

  /** Checks the scales. */
  public ScalesInside {
    scales = List.copyOf(scales);
    if (scales.isEmpty() || scales.stream().anyMatch(s -> !(s > 0 && s <= 16))) {
      throw new ModelContractException(
          "scales inside a model must be one or more factors in (0, 16], found " + scales);
    }
  }

  /**
   * Whether the file leaves scales and flips to its host.
   *
   * @return true for scale 1 without flip
   */
  public boolean plain() {
    return equals(PLAIN);
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("scales", scales);
    map.put("flip", flip.name().toLowerCase(Locale.ROOT));
    return map;
  }

  static ScalesInside from(JsonObject json) {
    json.refuseUnknown(Set.of("scales", "flip"));
    return new ScalesInside(json.numbers("scales"), json.oneOf("flip", FlipMerge.class));
  }
}
