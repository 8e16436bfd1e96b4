package org.tag2mask.models.params;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.models.ModelException;

/**
 * What became of each name when a network was filled from a file.
 *
 * @param source the file
 * @param matched parameters whose values are the file's
 * @param adapted parameters made from arrays of another shape, with how: a class token for each
 *     class from the one the file has
 * @param initialised parameters that the file lacks: they have first values
 * @param mismatched parameters that the file has in another shape: they have first values
 * @param leftOver names in the file that the network does not use
 * @param notes how names were matched that are not the same, a sentence each
 */
public record LoadReport(
    String source,
    List<String> matched,
    List<String> adapted,
    List<Parameter> initialised,
    List<Mismatch> mismatched,
    List<String> leftOver,
    List<String> notes) {
  private static final int SHOWN = 8;

  /** Copies the lists. */
  public LoadReport {
    matched = List.copyOf(matched);
    adapted = List.copyOf(adapted);
    notes = List.copyOf(notes);
    initialised = List.copyOf(initialised);
    mismatched = List.copyOf(mismatched);
    leftOver = List.copyOf(leftOver);
  }

  /**
   * A name with two shapes.
   *
   * @param name the parameter
   * @param found its shape in the file
   * @param expected its shape in the network
   */
  public record Mismatch(String name, int[] found, int[] expected) {
    @Override
    public String toString() {
      return "'"
          + name
          + "' has shape "
          + Arrays.toString(found)
          + ", the network needs "
          + Arrays.toString(expected);
    }
  }

  /** Whether every parameter has the file's values. */
  public boolean complete() {
    return initialised.isEmpty() && mismatched.isEmpty() && adapted.isEmpty();
  }

  /**
   * Refuses a network that is not wholly filled from the file.
   *
   * @throws ModelException naming what is missing
   */
  public void requireComplete() {
    if (!mismatched.isEmpty()) {
      throw new ModelException(source + ": " + mismatched.get(0));
    }
    if (!initialised.isEmpty()) {
      throw new ModelException(
          source
              + " lacks "
              + initialised.size()
              + " of the network's parameters: "
              + abridged(initialised.stream().map(Parameter::toString).toList()));
    }
    if (!adapted.isEmpty()) {
      throw new ModelException(
          source
              + " is of a network to start training from, not of this one: "
              + abridged(adapted));
    }
  }

  /** One line: counts only. */
  public String summary() {
    return String.format(
        java.util.Locale.ROOT,
        "%s: %d matched, %s%d initialised, %d of another shape, %d left over",
        source,
        matched.size(),
        adapted.isEmpty() ? "" : adapted.size() + " adapted, ",
        initialised.size(),
        mismatched.size(),
        leftOver.size());
  }

  /** A few lines for people: counts, then the first names of each kind that is not a match. */
  public String text() {
    StringBuilder text = new StringBuilder(summary());
    notes.forEach(note -> text.append("\n  ").append(note));
    lines(text, "adapted", adapted);
    lines(text, "initialised", initialised.stream().map(Parameter::toString).toList());
    lines(text, "another shape", mismatched.stream().map(Mismatch::toString).toList());
    lines(text, "left over", leftOver);
    return text.toString();
  }

  /** Plain maps, lists, strings and numbers, ready to become JSON; all names in full. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("source", source);
    map.put("matched", matched);
    map.put("adapted", adapted);
    map.put("initialised", initialised.stream().map(Parameter::name).toList());
    map.put(
        "mismatched",
        mismatched.stream()
            .map(
                m -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("name", m.name());
                  one.put("found", Arrays.stream(m.found()).boxed().toList());
                  one.put("expected", Arrays.stream(m.expected()).boxed().toList());
                  return one;
                })
            .toList());
    map.put("left_over", leftOver);
    map.put("notes", notes);
    return map;
  }

  private static void lines(StringBuilder text, String title, List<String> names) {
    if (!names.isEmpty()) {
      text.append("\n  ").append(title).append(": ").append(abridged(names));
    }
  }

  private static String abridged(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() > SHOWN ? first + ", and " + (names.size() - SHOWN) + " more" : first;
  }
}
