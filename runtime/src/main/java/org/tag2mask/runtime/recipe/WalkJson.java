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
  private static final String STEPS = "steps";

  /** Cells of the grid that the steps are of; they become fewer on smaller grids. */
  private static final String OF_CELLS = "of_cells";

  private WalkJson() {}

  static Map<String, Object> write(RandomWalk walk) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", walk.kind().name().toLowerCase(Locale.ROOT));
    map.put("radius", walk.radius());
    map.put("beta", walk.beta());
    if (walk.steps() instanceof WalkSteps.Count count) {
      map.put(STEPS, count.steps());
    } else if (walk.steps() instanceof WalkSteps.ByGrid grid) {
      map.put(STEPS, grid.steps());
      map.put(OF_CELLS, grid.cells());
    }
    map.put("mode", walk.mode().name().toLowerCase(Locale.ROOT));
    return map;
  }

  private static WalkSteps steps(JsonObject json, WalkSteps usual) {
    if (!json.has(STEPS) && !json.has(OF_CELLS)) {
      return usual;
    }
    int steps = json.integer(STEPS);
    return json.has(OF_CELLS)
        ? new WalkSteps.ByGrid(steps, json.integer(OF_CELLS))
        : new WalkSteps.Count(steps);
  }

  static RandomWalk read(JsonObject json) {
    json.refuseUnknown(List.of("kind", "radius", "beta", STEPS, OF_CELLS, "mode"));
    WalkKind kind = json.oneOf("kind", WalkKind.class);
    RandomWalk usual = kind == WalkKind.PSA ? RandomWalk.psa() : RandomWalk.irn();
    return new RandomWalk(
        kind,
        json.integer("radius", usual.radius()),
        json.number("beta", usual.beta()),
        steps(json, usual.steps()),
        json.has("mode") ? json.oneOf("mode", WalkMode.class) : usual.mode());
  }
}
