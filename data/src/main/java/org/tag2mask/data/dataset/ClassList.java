package org.tag2mask.data.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * The classes of a data set in order: index 0 is the background, 1..K are the tags. The index is
 * the value of a mask pixel; channel k of a classifier belongs to index k+1. A class may have
 * synonyms: other words that tag files use for it. Two lists are equal when their names are.
 */
public final class ClassList {

  /** The name of class 0. */
  public static final String BACKGROUND = "background";

  /** The largest number of foreground classes: masks are 8 bit and 255 means ignore. */
  public static final int MAX_FOREGROUND = 254;

  private static final String SYNONYM = "|";

  /**
   * One class.
   *
   * @param name its first word
   * @param synonyms the other words
   */
  private record Entry(String name, List<String> synonyms) {}

  private final List<String> names;
  private final List<Entry> entries;
  private final Map<String, Integer> ids;

  private ClassList(List<Entry> entries, Map<String, Integer> ids) {
    this.entries = List.copyOf(entries);
    this.names = entries.stream().map(Entry::name).toList();
    this.ids = ids;
  }

  /**
   * Makes a list from foreground names; the background is put in front.
   *
   * @param tags names of the classes 1..K, at most {@value #MAX_FOREGROUND}, distinct, not blank
   * @throws DatasetException when a name is blank, twice there, or {@value #BACKGROUND}
   */
  public static ClassList ofTags(List<String> tags) {
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(BACKGROUND, List.of()));
    tags.forEach(tag -> entries.add(new Entry(tag, List.of())));
    return checked(entries, i -> "class " + i);
  }

  /** The 20 classes of PASCAL VOC in their usual order. */
  public static ClassList voc() {
    return KnownClasses.VOC.list();
  }

  /**
   * Reads a class file: UTF-8, one class a line, the first one {@value #BACKGROUND}. Behind a name
   * its synonyms may stand, each after a {@code |}, as in {@code sofa | couch | settee}.
   *
   * @param file usually {@code classes.txt}
   * @throws DatasetException when the file is missing, empty, does not begin with the background,
   *     has a name twice or more than {@value #MAX_FOREGROUND} foreground classes
   */
  public static ClassList read(Path file) {
    return parse(TextLines.read(file, "class list"), file.toString());
  }

  /** A class file's lines; {@code file} is its name, for messages. */
  static ClassList parse(List<String> lines, String file) {
    int end = lines.size();
    while (end > 0 && lines.get(end - 1).isBlank()) {
      end--;
    }
    List<Entry> entries = lines.subList(0, end).stream().map(ClassList::entry).toList();
    if (entries.isEmpty()) {
      throw new DatasetException(
          file + " is empty; expected one class name a line, '" + BACKGROUND + "' first");
    }
    if (!entries.get(0).name().equals(BACKGROUND)) {
      throw new DatasetException(
          file
              + " line 1: found '"
              + entries.get(0).name()
              + "', expected '"
              + BACKGROUND
              + "' (class 0); put it in front of the "
              + entries.size()
              + " other names");
    }
    return checked(entries, i -> file + " line " + (i + 1));
  }

  private static Entry entry(String line) {
    List<String> words = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
    return new Entry(words.get(0), words.subList(1, words.size()));
  }

  private static ClassList checked(List<Entry> entries, IntFunction<String> place) {
    Map<String, Integer> ids = new HashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      add(entries.get(i).name(), i, ids, place);
    }
    // After all names: a synonym must not hide a name further down.
    for (int i = 0; i < entries.size(); i++) {
      for (String synonym : entries.get(i).synonyms()) {
        add(synonym, i, ids, place);
      }
    }
    if (entries.size() - 1 > MAX_FOREGROUND) {
      throw new DatasetException(
          place.apply(MAX_FOREGROUND + 1)
              + ": "
              + (entries.size() - 1)
              + " foreground classes, at most "
              + MAX_FOREGROUND
              + " fit in an 8-bit mask");
    }
    return new ClassList(entries, ids);
  }

  private static void add(
      String word, int id, Map<String, Integer> ids, IntFunction<String> place) {
    if (word.isBlank()) {
      throw new DatasetException(place.apply(id) + ": blank name; expected a class name");
    }
    Integer before = ids.putIfAbsent(word, id);
    if (before != null) {
      throw new DatasetException(
          place.apply(id)
              + ": '"
              + word
              + "' is there twice (first at "
              + place.apply(before)
              + "); names must differ");
    }
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

  /** The index 1..K of a tag, or nothing when no foreground class has this name or synonym. */
  public OptionalInt id(String tag) {
    Integer id = ids.get(tag);
    return id == null || id == 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /**
   * The index 1..K of a tag.
   *
   * @param tag a foreground name or a synonym of one
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
    StringBuilder text = new StringBuilder();
    for (Entry entry : entries) {
      text.append(entry.name());
      entry.synonyms().forEach(word -> text.append(' ').append(SYNONYM).append(' ').append(word));
      text.append('\n');
    }
    Files.writeString(file, text);
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
