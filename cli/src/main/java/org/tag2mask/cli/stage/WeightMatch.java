package org.tag2mask.cli.stage;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tag2mask.models.file.LoadReport;
import org.tag2mask.models.file.Quoted;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.params.Parameter;

/** How the parameters of a network meet the arrays of a file, layer by layer. */
final class WeightMatch {
  private static final int SHOWN = 40;

  private final Network network;
  private final LoadReport report;
  private final Map<String, State> states = new LinkedHashMap<>();

  /** What becomes of a parameter. */
  private enum State {
    MATCHED,
    INTERPOLATED,
    INITIALISED,
    MISMATCHED;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  WeightMatch(Network network, LoadReport report) {
    this.network = network;
    this.report = report;
    Set<String> matched = Set.copyOf(report.matched());
    Set<String> interpolated =
        report.interpolated().stream()
            .map(LoadReport.Interpolation::name)
            .collect(Collectors.toSet());
    Set<String> mismatched =
        report.mismatched().stream().map(LoadReport.Mismatch::name).collect(Collectors.toSet());
    for (Parameter p : network.graph().parameters()) {
      State state =
          matched.contains(p.name())
              ? State.MATCHED
              : interpolated.contains(p.name())
                  ? State.INTERPOLATED
                  : mismatched.contains(p.name()) ? State.MISMATCHED : State.INITIALISED;
      states.put(p.name(), state);
    }
  }

  /** All names, ready to become JSON. */
  Map<String, Object> toMap() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("network", network.spec().text());
    fields.put("head", network.spec().head());
    fields.putAll(report.toMap());
    fields.put("complete", report.complete());
    return fields;
  }

  /** A table of the network's parts, then the names of what is no plain match. */
  String text(WeightListing.Detail detail) {
    StringBuilder text = new StringBuilder();
    if (detail == WeightListing.Detail.ALL) {
      for (Parameter p : network.graph().parameters()) {
        text.append(line(p)).append('\n');
      }
    } else {
      table(text);
    }
    return text.append(report.text(detail == WeightListing.Detail.ALL ? Integer.MAX_VALUE : SHOWN))
        .append('\n')
        .toString();
  }

  private String line(Parameter p) {
    String stored =
        report.interpolated().stream()
            .filter(i -> i.name().equals(p.name()))
            .map(LoadReport.Interpolation::from)
            .findFirst()
            .orElse(report.renamed().getOrDefault(p.name(), p.name()));
    State state = states.get(p.name());
    boolean found = state == State.MATCHED || state == State.INTERPOLATED;
    return String.format(
        Locale.ROOT,
        "%-12s %-45s %-20s %s",
        state.word(),
        p.name(),
        Arrays.toString(p.shape()),
        found ? "<- " + Quoted.plain(stored) : "");
  }

  private void table(StringBuilder text) {
    Map<String, int[]> counts = new LinkedHashMap<>();
    states.forEach(
        (name, state) ->
            counts
                .computeIfAbsent(part(name), key -> new int[State.values().length])[
                state.ordinal()]++);
    text.append(String.format(Locale.ROOT, "%-24s", "part"));
    for (State state : State.values()) {
      text.append(String.format(Locale.ROOT, "%13s", state.word()));
    }
    text.append('\n');
    counts.forEach(
        (part, numbers) -> {
          text.append(String.format(Locale.ROOT, "%-24s", part));
          for (int number : numbers) {
            text.append(String.format(Locale.ROOT, "%13s", number == 0 ? "." : number));
          }
          text.append('\n');
        });
  }

  /** The first word of a name, and the number behind it: {@code layer4}, {@code blocks.11}. */
  private static String part(String name) {
    String[] words = name.split("\\.");
    return words.length > 2 && words[1].matches("[0-9]+") && !words[0].matches(".*[0-9]")
        ? words[0] + "." + words[1]
        : words[0];
  }
}
