package org.tag2mask.models.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.Parameter;

/**
 * What became of each name when a network was filled from a file.
 *
 * @param source the file
 * @param sha256 the hash of its bytes, 64 hexadecimal digits; empty for arrays that are no file
 * @param matched parameters whose values are the file's
 * @param renamed of the matched ones, those that have another name in the file: ours and the file's
 * @param interpolated parameters made of arrays of another shape or name: position embeddings of
 *     another grid, repeated class tokens
 * @param initialised parameters that the file lacks: they have first values
 * @param mismatched parameters that the file has in another shape: they have first values
 * @param leftOver names in the file that the network does not use
 * @param notes what was chosen while reading: dictionaries taken, prefixes cut
 */
public record LoadReport(
    String source,
    Optional<String> sha256,
    List<String> matched,
    Map<String, String> renamed,
    List<Interpolation> interpolated,
    List<Parameter> initialised,
    List<Mismatch> mismatched,
    List<String> leftOver,
    List<String> notes) {
  private static final int SHOWN = 8;

  /** Copies the lists. */
  public LoadReport {
    matched = List.copyOf(matched);
    renamed = Collections.unmodifiableMap(new LinkedHashMap<>(renamed));
    interpolated = List.copyOf(interpolated);
    initialised = List.copyOf(initialised);
    mismatched = List.copyOf(mismatched);
    leftOver = List.copyOf(leftOver);
    notes = List.copyOf(notes);
  }

  /**
   * The report of a network without a file: everything has first values.
   *
   * @param declared its parameters
   */
  public static LoadReport none(List<Parameter> declared) {
    return new LoadReport(
        "none",
        Optional.empty(),
        List.of(),
        Map.of(),
        List.of(),
        declared,
        List.of(),
        List.of(),
        List.of());
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

  /**
   * A parameter made of an array of another shape or name.
   *
   * @param name the parameter
   * @param from the array in the file
   * @param found the shape of that
   * @param expected the shape of the parameter
   * @param how in a few words
   */
  public record Interpolation(String name, String from, int[] found, int[] expected, String how) {
    @Override
    public String toString() {
      return name
          + Arrays.toString(expected)
          + " from "
          + Quoted.plain(from)
          + Arrays.toString(found)
          + " ("
          + how
          + ")";
    }
  }

  /** Whether every parameter has values of the file. */
  public boolean complete() {
    return initialised.isEmpty() && mismatched.isEmpty();
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
              + abridged(initialised.stream().map(Parameter::toString).toList(), SHOWN, ", "));
    }
  }

  /**
   * Refuses shapes that differ.
   *
   * @throws ModelException naming them
   */
  public void requireShapes() {
    if (!mismatched.isEmpty()) {
      throw new ModelException(
          source
              + " does not fit the network: "
              + abridged(mismatched.stream().map(Mismatch::toString).toList(), SHOWN, "; ")
              + "; take the weights of this network, or train with --ignore-mismatched, which"
              + " initialises these parameters anew");
    }
  }

  /** One line: counts only. */
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%s: %d matched, %d interpolated, %d initialised, %d of another shape, %d left over",
        source,
        matched.size(),
        interpolated.size(),
        initialised.size(),
        mismatched.size(),
        leftOver.size());
  }

  /** A few lines for people: counts, then the first names of each kind that is not a match. */
  public String text() {
    return text(SHOWN);
  }

  /**
   * Lines for people: counts, hash and notes, then the names of each kind.
   *
   * @param shown names of each kind at most; the matched ones are not listed unless renamed
   */
  public String text(int shown) {
    StringBuilder text = new StringBuilder(summary());
    sha256.ifPresent(hash -> text.append("\n  sha256 ").append(hash));
    notes.forEach(note -> text.append("\n  ").append(note));
    List<String> mapping = new ArrayList<>();
    renamed.forEach((name, original) -> mapping.add(name + " from " + Quoted.plain(original)));
    lines(text, "renamed", mapping, shown);
    lines(text, "interpolated", interpolated.stream().map(Object::toString).toList(), shown);
    lines(text, "initialised", initialised.stream().map(Parameter::toString).toList(), shown);
    lines(text, "another shape", mismatched.stream().map(Mismatch::toString).toList(), shown);
    lines(text, "left over", leftOver.stream().map(Quoted::plain).toList(), shown);
    return text.toString();
  }

  /** Plain maps, lists, strings and numbers, ready to become JSON; all names in full. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("file", source);
    map.put("sha256", sha256.orElse(null));
    map.put("notes", notes);
    map.put("matched", matched);
    map.put("renamed", renamed);
    map.put(
        "interpolated",
        interpolated.stream()
            .map(
                i -> {
                  Map<String, Object> one = shapes(i.name(), i.found(), i.expected());
                  one.put("from", i.from());
                  one.put("how", i.how());
                  return one;
                })
            .toList());
    map.put("initialised", initialised.stream().map(Parameter::name).toList());
    map.put(
        "mismatched",
        mismatched.stream().map(m -> shapes(m.name(), m.found(), m.expected())).toList());
    map.put("left_over", leftOver);
    return map;
  }

  private static Map<String, Object> shapes(String name, int[] found, int[] expected) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("name", name);
    one.put("found", Arrays.stream(found).boxed().toList());
    one.put("expected", Arrays.stream(expected).boxed().toList());
    return one;
  }

  private static void lines(StringBuilder text, String title, List<String> names, int shown) {
    if (!names.isEmpty()) {
      text.append("\n  ").append(title).append(": ").append(abridged(names, shown, ", "));
    }
  }

  private static String abridged(List<String> names, int shown, String separator) {
    String first = String.join(separator, names.subList(0, Math.min(shown, names.size())));
    return names.size() > shown
        ? first + separator + "and " + (names.size() - shown) + " more"
        : first;
  }
}
