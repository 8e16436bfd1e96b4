package org.tag2mask.data.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * The classes of a data set in order: index 0 is the background, 1..K are the tags. The index is
 * the value of a mask pixel; channel k of a classifier belongs to index k+1.
 */
public final class ClassList {

  /** The name of class 0. */
  public static final String BACKGROUND = "background";

  /** The largest number of foreground classes: masks are 8 bit and 255 means ignore. */
  public static final int MAX_FOREGROUND = 254;

  private static final List<String> VOC_TAGS =
      List.of(
          "aeroplane",
          "bicycle",
          "bird",
          "boat",
          "bottle",
          "bus",
          "car",
          "cat",
          "chair",
          "cow",
          "diningtable",
          "dog",
          "horse",
          "motorbike",
          "person",
          "pottedplant",
          "sheep",
          "sofa",
          "train",
          "tvmonitor");

  private final List<String> names;
  private final Map<String, Integer> ids;

  private ClassList(List<String> names, Map<String, Integer> ids) {
    this.names = List.copyOf(names);
    this.ids = ids;
  }

  /**
   * Makes a list from foreground names; the background is put in front.
   *
   * @param tags names of the classes 1..K, at most {@value #MAX_FOREGROUND}, distinct, not blank
   * @throws DatasetException when a name is blank, twice there, or {@value #BACKGROUND}
   */
  public static ClassList ofTags(List<String> tags) {
    List<String> names = new ArrayList<>();
    names.add(BACKGROUND);
    names.addAll(tags);
    return checked(names, i -> "class " + i);
  }

  /** The 20 classes of PASCAL VOC in their usual order. */
  public static ClassList voc() {
    return ofTags(VOC_TAGS);
  }

  /**
   * Reads a class file: UTF-8, one name a line, the first one {@value #BACKGROUND}.
   *
   * @param file usually {@code classes.txt}
   * @throws DatasetException when the file is missing, empty, does not begin with the background,
   *     has a name twice or more than {@value #MAX_FOREGROUND} foreground classes
   */
  public static ClassList read(Path file) {
    List<String> lines = new ArrayList<>(TextLines.read(file, "class list"));
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isBlank()) {
      lines.remove(lines.size() - 1);
    }
    List<String> names = lines.stream().map(String::strip).toList();
    if (names.isEmpty()) {
      throw new DatasetException(
          file + " is empty; expected one class name a line, '" + BACKGROUND + "' first");
    }
    if (!names.get(0).equals(BACKGROUND)) {
      throw new DatasetException(
          file
              + " line 1: found '"
              + names.get(0)
              + "', expected '"
              + BACKGROUND
              + "' (class 0); put it in front of the "
              + names.size()
              + " other names");
    }
    return checked(names, i -> file + " line " + (i + 1));
  }

  private static ClassList checked(List<String> names, IntFunction<String> place) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (name.isBlank()) {
        throw new DatasetException(place.apply(i) + ": blank name; expected a class name");
      }
      Integer before = ids.putIfAbsent(name, i);
      if (before != null) {
        throw new DatasetException(
            place.apply(i)
                + ": '"
                + name
                + "' is there twice (first at "
                + place.apply(before)
                + "); names must differ");
      }
    }
    if (names.size() - 1 > MAX_FOREGROUND) {
      throw new DatasetException(
          place.apply(MAX_FOREGROUND + 1)
              + ": "
              + (names.size() - 1)
              + " foreground classes, at most "
              + MAX_FOREGROUND
              + " fit in an 8-bit mask");
    }
    return new ClassList(names, ids);
  }

  /** The number of classes with the background, K+1. */
  public int size() {
    return names.size();
  }

  /** The number of foreground classes, K. */
  public int foregroundCount() {
    return names.size() - 1;
  }

  /** All names, background first. */
  public List<String> names() {
    return names;
  }

  /** The names of the classes 1..K, in order. */
  public List<String> tags() {
    return names.subList(1, names.size());
  }

  /**
   * The name of a class.
   *
   * @param id 0..K
   */
  public String name(int id) {
    return names.get(id);
  }

  /** The index 1..K of a tag, or nothing when no foreground class has this name. */
  public OptionalInt id(String tag) {
    Integer id = ids.get(tag);
    return id == null || id == 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /**
   * The index 1..K of a tag.
   *
   * @param tag a foreground name
   * @param place where the tag was read, such as {@code labels.csv line 17}; begins the message
   * @throws DatasetException when no foreground class has this name; the nearest one is suggested
   */
  public int require(String tag, String place) {
    return id(tag)
        .orElseThrow(
            () ->
                new DatasetException(
                    place
                        + ": class '"
                        + tag
                        + "' is not "
                        + (tag.equals(BACKGROUND) ? "a foreground class" : "in the class list")
                        + NearestName.hint(tag, tags())));
  }

  /** The indices of several tags, in ascending order; see {@link #require(String, String)}. */
  public SortedSet<Integer> requireAll(Collection<String> tagNames, String place) {
    SortedSet<Integer> result = new TreeSet<>();
    for (String tag : tagNames) {
      result.add(require(tag, place));
    }
    return result;
  }

  /** Writes the class file that {@link #read(Path)} reads. */
  public void write(Path file) throws IOException {
    Files.writeString(file, String.join("\n", names) + "\n");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClassList list && list.names.equals(names);
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }

  @Override
  public String toString() {
    return names.toString();
  }
}
