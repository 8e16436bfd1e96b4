package org.tag2mask.runtime.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.runtime.json.JsonObject;

/** The JSON form of {@link PairMaps}; what is left out is as in {@link PairMaps#MCIS}. */
final class PairJson {
  private PairJson() {}

  static Map<String, Object> write(PairMaps pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("partners", pairs.partners());
    map.put("self", pairs.selfPairs().stream().map(SelfPair::word).toList());
    map.put("least_score", pairs.leastScore());
    map.put("long_side", pairs.longSide());
    map.put("seed", pairs.seed());
    return map;
  }

  static PairMaps read(JsonObject json) {
    json.refuseUnknown(List.of("partners", "self", "least_score", "long_side", "seed"));
    PairMaps base = PairMaps.MCIS;
    return new PairMaps(
        json.has("partners") ? json.integer("partners") : base.partners(),
        json.has("self")
            ? json.strings("self").stream().map(SelfPair::parse).toList()
            : base.selfPairs(),
        json.has("least_score") ? json.number("least_score") : base.leastScore(),
        json.has("long_side") ? json.integer("long_side") : base.longSide(),
        json.has("seed") ? json.integer("seed") : base.seed());
  }
}
