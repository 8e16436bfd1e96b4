package org.tag2mask.data.dataset;

import java.util.List;
import java.util.stream.Collectors;

/** Writes the tags of images as the text of a {@code labels.csv}. */
public final class TagFile {
  private TagFile() {}

  /**
   * The file's text: a header, then a line {@code id,tag;tag} for each sample. Class names that the
   * separators of that form would cut become columns of 0 and 1 instead.
   *
   * @param samples the images in order
   * @param classes their classes
   */
  public static String text(List<Sample> samples, ClassList classes) {
    boolean columns = classes.tags().stream().anyMatch(name -> name.matches(".*[;|,\"\\t].*"));
    StringBuilder text = new StringBuilder(columns ? header(classes) : "image,labels\n");
    for (Sample sample : samples) {
      text.append(quoted(sample.id())).append(',');
      text.append(columns ? switches(sample, classes) : names(sample, classes)).append('\n');
    }
    return text.toString();
  }

  private static String header(ClassList classes) {
    return classes.tags().stream()
        .map(TagFile::quoted)
        .collect(Collectors.joining(",", "image,", "\n"));
  }

  private static String names(Sample sample, ClassList classes) {
    return sample.tags().stream().map(classes::name).collect(Collectors.joining(";"));
  }

  private static String switches(Sample sample, ClassList classes) {
    StringBuilder row = new StringBuilder();
    for (int id = 1; id <= classes.foregroundCount(); id++) {
      row.append(id == 1 ? "" : ",").append(sample.tags().contains(id) ? '1' : '0');
    }
    return row.toString();
  }

  private static String quoted(String field) {
    return field.matches(".*[,\"].*") ? '"' + field.replace("\"", "\"\"") + '"' : field;
  }
}
