package org.tag2mask.data.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tag2mask.data.png.PalettePng;

/** Finds the tags of listed images in one source. Thread-safe. */
interface TagReader {

  /** The tags of an image, or nothing when the source does not know it. */
  Optional<SortedSet<Integer>> tags(ImageList.Entry entry, Optional<TrueMask> mask);

  /** What the tags are read from, for messages. */
  String origin();

  /** The images the source knows by itself, if it is a list of them. */
  default Set<String> ids() {
    return Set.of();
  }

  /** {@code labels.csv}. */
  static TagReader csv(Path file, ClassList classes) {
    Map<String, SortedSet<Integer>> tags = LabelsCsv.read(file, classes);
    return new TagReader() {
      @Override
      public Optional<SortedSet<Integer>> tags(ImageList.Entry entry, Optional<TrueMask> mask) {
        return Optional.ofNullable(tags.get(entry.id()));
      }

      @Override
      public String origin() {
        return file.toString();
      }

      @Override
      public Set<String> ids() {
        return tags.keySet();
      }
    };
  }

  /** {@code FOLDER/ID.xml}. */
  static TagReader xml(Path folder, ClassList classes, VocAnnotation.Difficult difficult) {
    return of(
        folder.toString(),
        (entry, mask) -> {
          Path file = folder.resolve(entry.id() + ".xml");
          return Files.exists(file)
              ? Optional.of(VocAnnotation.tags(file, classes, difficult))
              : Optional.empty();
        });
  }

  /** The class numbers of the list. */
  static TagReader list(ClassList classes) {
    return of(
        "the list",
        (entry, mask) -> {
          if (entry.tags().isPresent() && !entry.tags().get().isEmpty()) {
            checkNumber(entry.tags().get().first(), entry, classes);
            checkNumber(entry.tags().get().last(), entry, classes);
          }
          return entry.tags().map(tags -> tags);
        });
  }

  private static void checkNumber(int id, ImageList.Entry entry, ClassList classes) {
    if (id < 1 || id > classes.foregroundCount()) {
      throw new DatasetException(
          entry.place()
              + ": class number "
              + entry.numbering().written(id)
              + " ("
              + entry.numbering().words()
              + "), but there are only "
              + classes.foregroundCount()
              + " foreground classes");
    }
  }

  /** The classes that occur in the masks. */
  static TagReader masks(ClassList classes) {
    return of(
        "the masks",
        (entry, mask) ->
            mask.map(
                truth -> PalettePng.presentClasses(truth.read(), classes.size(), truth.file())));
  }

  /** No tags for any image. */
  static TagReader none() {
    return of("no source", (entry, mask) -> Optional.of(new TreeSet<>()));
  }

  /** The tags of one image, for {@link #of}. */
  @FunctionalInterface
  interface One {
    /** See {@link TagReader#tags}. */
    Optional<SortedSet<Integer>> tags(ImageList.Entry entry, Optional<TrueMask> mask);
  }

  /** A source that knows nothing but the tags of an image it is asked for. */
  static TagReader of(String origin, One one) {
    return new TagReader() {
      @Override
      public Optional<SortedSet<Integer>> tags(ImageList.Entry entry, Optional<TrueMask> mask) {
        return one.tags(entry, mask);
      }

      @Override
      public String origin() {
        return origin;
      }
    };
  }
}
