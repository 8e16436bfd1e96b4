package org.tag2mask.data.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the tags of a data set are spread over its images, as one should know before training on it.
 *
 * @param split the name of the split
 * @param images number of images
 * @param classes a count for every class 1..K, in class order
 * @param tagsPerImage how many images have 0, 1, 2, ... tags; ends with the largest number there is
 */
public record ClassStatistics(
    String split, int images, List<ClassCount> classes, List<Integer> tagsPerImage) {

  private static final int NAMED = 5;

  /**
   * A class and its images.
   *
   * @param id 1..K
   * @param name the class
   * @param images how many images have it
   */
  public record ClassCount(int id, String name, int images) {}

  /** Copies the lists. */
  public ClassStatistics {
    classes = List.copyOf(classes);
    tagsPerImage = List.copyOf(tagsPerImage);
  }

  /** Counts the tags of a data set. */
  public static ClassStatistics of(Dataset data) {
    int[] counts = new int[data.classes().size()];
    int[] numbers = new int[data.classes().size()];
    int most = 0;
    for (Sample sample : data.samples()) {
      sample.tags().forEach(tag -> counts[tag]++);
      numbers[sample.tags().size()]++;
      most = Math.max(most, sample.tags().size());
    }
    List<ClassCount> classes = new ArrayList<>();
    for (int id = 1; id < counts.length; id++) {
      classes.add(new ClassCount(id, data.classes().name(id), counts[id]));
    }
    List<Integer> perImage = new ArrayList<>();
    for (int n = 0; n <= most; n++) {
      perImage.add(numbers[n]);
    }
    return new ClassStatistics(data.split(), data.size(), classes, perImage);
  }

  /** All tags of all images. */
  public long tags() {
    return classes.stream().mapToLong(ClassCount::images).sum();
  }

  /** Images without any tag. */
  public int untagged() {
    return tagsPerImage.get(0);
  }

  /** Tags an image in the mean over all images; 0 without images. */
  public double meanTags() {
    return images == 0 ? 0 : (double) tags() / images;
  }

  /** The classes from the one with the most images to the one with the fewest. */
  public List<ClassCount> byFrequency() {
    return classes.stream().sorted(Comparator.comparingInt(ClassCount::images).reversed()).toList();
  }

  /** The classes that no image has; a network cannot learn them from this data set. */
  public List<ClassCount> missing() {
    return classes.stream().filter(count -> count.images() == 0).toList();
  }

  /** The classes with the fewest images, rarest first, without those that no image has. */
  public List<ClassCount> rarest(int limit) {
    return classes.stream()
        .filter(count -> count.images() > 0)
        .sorted(Comparator.comparingInt(ClassCount::images))
        .limit(limit)
        .toList();
  }

  /** How many times more images the largest class has than the rarest one; 1 without any tag. */
  public double imbalance() {
    List<ClassCount> rarest = rarest(1);
    return rarest.isEmpty() ? 1 : (double) byFrequency().get(0).images() / rarest.get(0).images();
  }

  /**
   * A table for people.
   *
   * @param rows most classes shown, at least 2; of more, the most frequent and the rarest
   * @return lines, each ended by a line feed
   */
  public String text(int rows) {
    if (rows < 2) {
      throw new IllegalArgumentException("rows is " + rows + ", expected at least 2");
    }
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%s: %d images, %d classes, %.2f tags an image, %d images without tags",
        split,
        images,
        classes.size(),
        meanTags(),
        untagged());
    int width = classes.stream().mapToInt(c -> c.name().length()).max().orElse(0);
    String row = "  %-" + Math.max(width, 5) + "s %8s %6s";
    line(text, row, "class", "images", "share");
    List<ClassCount> sorted = byFrequency();
    int front = sorted.size() <= rows ? sorted.size() : rows - rows / 2;
    for (int i = 0; i < sorted.size(); i++) {
      if (i == front) {
        i = sorted.size() - rows / 2;
        line(text, "  ... %d classes between", i - front);
      }
      ClassCount count = sorted.get(i);
      String share = String.format(Locale.ROOT, "%.1f%%", 100.0 * count.images() / images);
      line(text, row, count.name(), count.images(), share);
    }
    line(text, "tags an image: %s", histogram());
    line(text, "rarest: %s", names(rarest(NAMED)));
    line(text, "largest to rarest class: %.1f to 1", imbalance());
    if (!missing().isEmpty()) {
      line(text, "no image has: %s", names(missing()));
    }
    return text.toString();
  }

  private String histogram() {
    List<String> parts = new ArrayList<>();
    for (int n = 0; n < tagsPerImage.size(); n++) {
      if (tagsPerImage.get(n) > 0) {
        parts.add(n + ": " + tagsPerImage.get(n));
      }
    }
    return String.join(", ", parts);
  }

  private static String names(List<ClassCount> counts) {
    return counts.isEmpty()
        ? "none"
        : counts.stream()
            .map(c -> c.images() == 0 ? c.name() : c.name() + " (" + c.images() + ")")
            .collect(Collectors.joining(", "));
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
