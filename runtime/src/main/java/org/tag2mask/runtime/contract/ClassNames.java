package org.tag2mask.runtime.contract;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.UnknownClassException;

/**
 * The classes of a data set or model, background first: the class with id {@code i} is {@code
 * names().get(i)}, id 0 is background, ids 1..K are the foreground classes.
 */
public final class ClassNames {
  /** Masks hold one byte a pixel and 255 means ignore, so ids end at 254. */
  public static final int MAX_CLASSES = 255;

  private final List<String> names;
  private final Map<String, Integer> ids = new HashMap<>();

  private ClassNames(List<String> names) {
    this.names = List.copyOf(names);
    if (names.size() < 2 || names.size() > MAX_CLASSES) {
      throw new Tag2MaskException(
          "a class list needs background and 1 to "
              + (MAX_CLASSES - 1)
              + " classes, found "
              + names.size()
              + " names");
    }
    for (int id = 0; id < names.size(); id++) {
      String name = names.get(id);
      if (name.isBlank()) {
        throw new Tag2MaskException("class " + id + " has no name");
      }
      Integer first = ids.putIfAbsent(name, id);
      if (first != null) {
        throw new Tag2MaskException(
            "class name '" + name + "' occurs twice, as class " + first + " and " + id);
      }
    }
  }

  /**
   * Class names, background first.
   *
   * @param names all names, 2 to 255 of them, none empty, none twice
   * @return the classes
   * @throws Tag2MaskException when a name is empty or occurs twice, or there are too few or many
   */
  public static ClassNames of(List<String> names) {
    return new ClassNames(names);
  }

  /**
   * All names.
   *
   * @return background first
   */
  public List<String> names() {
    return names;
  }

  /**
   * The number of foreground classes K.
   *
   * @return at least 1
   */
  public int foreground() {
    return names.size() - 1;
  }

  /**
   * The name of a class.
   *
   * @param id 0..K
   * @return its name
   */
  public String name(int id) {
    return names.get(id);
  }

  /**
   * The id of a class.
   *
   * @param name its exact name
   * @return 0..K
   * @throws UnknownClassException when there is none; the message suggests the nearest name
   */
  public int id(String name) {
    Integer id = ids.get(name);
    if (id == null) {
      throw new UnknownClassException(
          "'"
              + name
              + "' is no class"
              + nearest(name, names).map(near -> " (did you mean '" + near + "'?)").orElse("")
              + "; the classes are "
              + abbreviated());
    }
    return id;
  }

  /**
   * The name most like a misspelt one.
   *
   * @param word what was written
   * @param names the names there are
   * @return the name with the smallest edit distance (case aside), when it is at most a third of
   *     the word's length, and at least 1 is allowed
   */
  public static Optional<String> nearest(String word, Collection<String> names) {
    int bestDistance = Math.max(1, word.length() / 3) + 1;
    String best = null;
    for (String name : names) {
      int distance = editDistance(word.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        bestDistance = distance;
        best = name;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Edits (insert, delete, replace, swap of neighbours) that make one word of the other. */
  private static int editDistance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replace = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }

  private String abbreviated() {
    int shown = Math.min(names.size(), 25);
    String list = String.join(", ", names.subList(0, shown));
    return shown < names.size() ? list + ", ... (" + names.size() + " in all)" : list;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClassNames that && names.equals(that.names);
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
