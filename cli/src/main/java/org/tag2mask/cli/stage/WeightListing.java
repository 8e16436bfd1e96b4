package org.tag2mask.cli.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tag2mask.models.file.Quoted;
import org.tag2mask.models.file.WeightFile;
import org.tag2mask.models.params.Tensor;

/** What is in a weight file: names, types, shapes, sizes, and what the file says of itself. */
public final class WeightListing {
  /** More lines than this say nothing to a reader. */
  private static final int SHOWN = 400;

  private static final int SHOWN_TEXT = 300;

  private final WeightFile file;

  /** How much is shown. */
  public enum Detail {
    /** The first few hundred lines, and how to see the rest. */
    ABRIDGED,
    /** Everything. */
    ALL
  }

  /**
   * A listing.
   *
   * @param file open until the listing was made
   */
  WeightListing(WeightFile file) {
    this.file = file;
  }

  private long bytes(String name) {
    return Tensor.elements(file.shape(name)) * file.type(name).bytes();
  }

  private long values() {
    return file.names().stream().mapToLong(name -> Tensor.elements(file.shape(name))).sum();
  }

  /** All of it, ready to become JSON. */
  Map<String, Object> toMap() {
    List<Object> tensors = new ArrayList<>();
    for (String name : file.names()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", name);
      one.put("type", file.type(name).name());
      one.put("shape", Arrays.stream(file.shape(name)).boxed().toList());
      one.put("bytes", bytes(name));
      tensors.add(one);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", file.origin());
    fields.put("format", file.format());
    fields.put("tensors", tensors);
    fields.put("values", values());
    fields.put("metadata", file.metadata());
    fields.put("skipped", file.skipped());
    fields.put("notes", file.notes());
    return fields;
  }

  /** Lines for people. */
  String text(Detail detail) {
    List<String> lines = new ArrayList<>();
    for (String name : file.names()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-5s %-20s %9s  %s",
              file.type(name).name(),
              Arrays.toString(file.shape(name)),
              size(bytes(name)),
              Quoted.plain(name)));
    }
    StringBuilder text = new StringBuilder();
    append(text, lines, detail, "arrays");
    List<String> skipped = new ArrayList<>();
    file.skipped()
        .forEach((name, why) -> skipped.add("skipped " + Quoted.plain(name) + ": " + why));
    append(text, skipped, detail, "skipped entries");
    file.metadata()
        .forEach(
            (key, value) ->
                text.append(Quoted.plain(key))
                    .append(": ")
                    .append(shown(value, detail))
                    .append('\n'));
    file.notes().forEach(note -> text.append(note).append('\n'));
    long bytes = file.names().stream().mapToLong(this::bytes).sum();
    return text.append(file.format())
        .append(", ")
        .append(file.names().size())
        .append(" arrays, ")
        .append(values())
        .append(" values, ")
        .append(size(bytes))
        .append('\n')
        .toString();
  }

  private static void append(StringBuilder text, List<String> lines, Detail detail, String what) {
    boolean all = detail == Detail.ALL || lines.size() <= SHOWN;
    lines.stream().limit(all ? lines.size() : SHOWN / 2).forEach(l -> text.append(l).append('\n'));
    if (!all) {
      text.append("... and ")
          .append(lines.size() - SHOWN / 2)
          .append(" more ")
          .append(what)
          .append("; --all lists them, --json too\n");
    }
  }

  private static String shown(String value, Detail detail) {
    String plain = value.replaceAll("\\p{Cntrl}", " ");
    return detail == Detail.ALL || plain.length() <= SHOWN_TEXT
        ? plain
        : plain.substring(0, SHOWN_TEXT) + "... (" + plain.length() + " characters; --all)";
  }

  private static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f KB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
