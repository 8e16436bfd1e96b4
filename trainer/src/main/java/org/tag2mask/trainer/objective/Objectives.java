package org.tag2mask.trainer.objective;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.network.NamedOptions;

/** The known objectives by name, with options in their text form {@code name[key=value]}. */
public final class Objectives {
  private static final Map<String, Function<NamedOptions, Objective>> KNOWN =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("tags", TagObjective::of),
              Map.entry("vwe", VisualWordsObjective::of),
              Map.entry(SeamObjective.NAME, SeamObjective::of),
              Map.entry(MctFormerObjective.NAME, MctFormerObjective::of),
              Map.entry(IntegralObjective.NAME, IntegralObjective::of),
              Map.entry(McisObjective.NAME, McisObjective::of),
              Map.entry(SegmentationObjective.NAME, SegmentationObjective::of),
              Map.entry(CianObjective.NAME, CianObjective::of),
              Map.entry(AffinityObjective.NAME, AffinityObjective::of),
              Map.entry(BoundaryObjective.NAME, BoundaryObjective::of)));

  private Objectives() {}

  /** The names of all objectives. */
  public static List<String> names() {
    return List.copyOf(KNOWN.keySet());
  }

  /**
   * An objective from its text form.
   *
   * @param text such as {@code tags}
   * @throws ModelException if there is none of that name, or an option is unknown or impossible
   */
  public static Objective parse(String text) {
    NamedOptions named = NamedOptions.parse(text, "objective");
    Function<NamedOptions, Objective> maker = KNOWN.get(named.name());
    if (maker == null) {
      throw new ModelException(
          "no objective '" + named.name() + "'; there are " + String.join(", ", names()));
    }
    return maker.apply(named);
  }
}
