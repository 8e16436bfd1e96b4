package org.tag2mask.data.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tag2mask.data.png.PalettePng;

/** Finds the tags of listed images in one source. */
abstract class TagReader {

  private final String origin;

  private TagReader(String origin) {
    this.origin = origin;
  }

  /** The tags of an image, or nothing when the source does not know it. */
  abstract Optional<SortedSet<Integer>> tags(ImageList.Entry entry, Optional<Path> mask);

  /** The images the source knows by itself, if it is a list of them. */
  Set<String> ids() {
    return Set.of();
  }

  /** What the tags are read from, for messages. */
  String origin() {
    return origin;
  }

  /** Replaces {@link LabelSource#AUTO} by what is there. */
  static LabelSource resolve(Layout layout, DatasetOptions options, boolean listHasTags) {
    if (options.labels() != LabelSource.AUTO) {
      return options.labels();
    }
    if (options.csv().isPresent() || Files.exists(layout.root().resolve("labels.csv"))) {
      return LabelSource.CSV;
    }
    if (listHasTags) {
      return LabelSource.LIST;
    }
    if (Files.isDirectory(layout.root().resolve("Annotations"))) {
      return LabelSource.XML;
    }
    throw new DatasetException(
        "no tags for "
            + layout.root()
            + ": expected labels.csv ('image,labels'), Annotations/*.xml or class numbers in the"
            + " list; to take them from masks or to go without, say so (label source mask or none)");
  }

  static TagReader of(
      LabelSource source, Layout layout, DatasetOptions options, ClassList classes) {
    return switch (source) {
      case CSV -> csv(options.csv().orElse(layout.root().resolve("labels.csv")), classes);
      case XML -> xml(layout.root().resolve("Annotations"), classes, false);
      case XML_NO_DIFFICULT -> xml(layout.root().resolve("Annotations"), classes, true);
      case LIST -> list(classes);
      case MASK -> masks(classes);
      case NONE -> none();
      case AUTO -> throw new IllegalArgumentException("AUTO must be resolved first");
    };
  }

  private static TagReader csv(Path file, ClassList classes) {
    Map<String, SortedSet<Integer>> byId = LabelsCsv.read(file, classes);
    return new TagReader(file.toString()) {
      @Override
      Optional<SortedSet<Integer>> tags(ImageList.Entry entry, Optional<Path> mask) {
        return Optional.ofNullable(byId.get(entry.id()));
      }

      @Override
      Set<String> ids() {
        return byId.keySet();
      }
    };
  }

  private static TagReader xml(Path folder, ClassList classes, boolean skipDifficult) {
    return new TagReader(folder.toString()) {
      @Override
      Optional<SortedSet<Integer>> tags(ImageList.Entry entry, Optional<Path> mask) {
        Path file = folder.resolve(entry.id() + ".xml");
        return Files.exists(file)
            ? Optional.of(VocAnnotation.tags(file, classes, skipDifficult))
            : Optional.empty();
      }
    };
  }

  private static TagReader list(ClassList classes) {
    return new TagReader("the list") {
      @Override
      Optional<SortedSet<Integer>> tags(ImageList.Entry entry, Optional<Path> mask) {
        entry
            .tags()
            .map(TreeSet::last)
            .filter(last -> last > classes.foregroundCount())
            .ifPresent(
                last -> {
                  throw new DatasetException(
                      entry.place()
                          + ": class number "
                          + (last - 1)
                          + " (0-based), but there are only "
                          + classes.foregroundCount()
                          + " foreground classes");
                });
        return entry.tags().map(tags -> tags);
      }
    };
  }

  private static TagReader masks(ClassList classes) {
    return new TagReader("the masks") {
      @Override
      Optional<SortedSet<Integer>> tags(ImageList.Entry entry, Optional<Path> mask) {
        return mask.map(
            file -> PalettePng.presentClasses(PalettePng.read(file), classes.size(), file));
      }
    };
  }

  private static TagReader none() {
    return new TagReader("no source") {
      @Override
      Optional<SortedSet<Integer>> tags(ImageList.Entry entry, Optional<Path> mask) {
        return Optional.of(new TreeSet<>());
      }
    };
  }
}
