package org.tag2mask.runtime.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.recipe.Refinement.RandomWalk;
import org.tag2mask.runtime.recipe.Refinement.WalkKind;
import org.tag2mask.runtime.walk.WalkMode;

/** The JSON form of a random walk; all but the kind may be left out, and is then as published. */
final class WalkJson {
  private WalkJson() {}

  static Map<String, Object> write(RandomWalk walk) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", walk.kind().name().toLowerCase(Locale.ROOT));
    map.put("radius", walk.radius());
    map.put("beta", walk.beta());
    map.put("steps", walk.steps());
    map.put("mode", walk.mode().name().toLowerCase(Locale.ROOT));
    return map;
  }

  static RandomWalk read(JsonObject json) {
    json.refuseUnknown(List.of("kind", "radius", "beta", "steps", "mode"));
    WalkKind kind = json.oneOf("kind", WalkKind.class);
    RandomWalk usual = kind == WalkKind.PSA ? RandomWalk.psa() : RandomWalk.irn();
    return new RandomWalk(
        kind,
        json.integer("radius", usual.radius()),
        json.number("beta", usual.beta()),
        json.integer("steps", usual.steps()),
        json.has("mode") ? json.oneOf("mode", WalkMode.class) : usual.mode());
  }
}
