package org.tag2mask.data.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The class lists of the public benchmarks, available by name. */
public enum KnownClasses {
  /** PASCAL VOC: 20 classes in alphabetical order. */
  VOC,
  /** COCO: 80 classes in the order of their category ids (1..90 with gaps). */
  COCO,
  /**
   * LID, that is ILSVRC DET: 200 classes in the order of the development kit. Annotations write
   * WordNet ids ({@code n02672831}); these are synonyms of the names.
   */
  LID;

  private final ClassList list = load(name().toLowerCase(Locale.ROOT));

  /** The classes, background first. */
  public ClassList list() {
    return list;
  }

  /**
   * The list with this name.
   *
   * @param name {@code voc}, {@code coco} or {@code lid}, upper or lower case
   */
  public static Optional<ClassList> named(String name) {
    return Arrays.stream(values())
        .filter(known -> known.name().equalsIgnoreCase(name))
        .map(KnownClasses::list)
        .findFirst();
  }

  private static ClassList load(String name) {
    String resource = name + ".txt";
    try (InputStream in = KnownClasses.class.getResourceAsStream(resource)) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return ClassList.parse(lines, resource);
    } catch (IOException e) {
      throw new UncheckedIOException("class list " + resource + " in our own jar", e);
    }
  }
}
