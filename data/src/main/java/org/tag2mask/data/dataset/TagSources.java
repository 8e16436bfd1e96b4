package org.tag2mask.data.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The places that may hold the tags of a split.
 *
 * @param root the data set's folder
 * @param csv the tag file, when there is one
 * @param listHasTags whether the list has class numbers
 * @param xml the folder of VOC annotations, when there is one
 * @param own a source that only this layout has
 */
record TagSources(
    Path root, Optional<Path> csv, boolean listHasTags, Optional<Path> xml, Optional<Own> own) {

  /**
   * A layout's own source.
   *
   * @param source what it is called
   * @param open reads it for a list of classes
   */
  record Own(LabelSource source, Function<ClassList, TagReader> open) {}

  /** The sources that every layout may have. */
  static TagSources of(Path root, DatasetOptions options, Optional<List<ImageList.Entry>> listed) {
    Path usual = root.resolve("labels.csv");
    Optional<Path> csv =
        options.csv().or(() -> Files.exists(usual) ? Optional.of(usual) : Optional.empty());
    boolean numbers =
        listed.stream().flatMap(List::stream).anyMatch(entry -> entry.tags().isPresent());
    return new TagSources(root, csv, numbers, Optional.empty(), Optional.empty());
  }

  TagSources withXml(Optional<Path> folder) {
    return new TagSources(root, csv, listHasTags, folder, own);
  }

  TagSources withOwn(LabelSource source, Function<ClassList, TagReader> open) {
    return new TagSources(root, csv, listHasTags, xml, Optional.of(new Own(source, open)));
  }

  /** Replaces {@link LabelSource#AUTO} by what is there. */
  LabelSource resolve(LabelSource asked) {
    if (asked != LabelSource.AUTO) {
      return asked;
    }
    if (csv.isPresent()) {
      return LabelSource.CSV;
    }
    if (listHasTags) {
      return LabelSource.LIST;
    }
    if (xml.isPresent()) {
      return LabelSource.XML;
    }
    if (own.isPresent()) {
      return own.get().source();
    }
    throw new DatasetException(
        "no tags for "
            + root
            + ": expected labels.csv ('image,labels'), Annotations/*.xml or class numbers in the"
            + " list; to take them from masks or to go without, say so (label source mask or none)");
  }

  /**
   * Opens a source.
   *
   * @param source not AUTO
   * @throws DatasetException when the data set has no such source
   */
  TagReader open(LabelSource source, ClassList classes) {
    if (own.isPresent() && own.get().source() == source) {
      return own.get().open().apply(classes);
    }
    return switch (source) {
      case CSV -> TagReader.csv(csv.orElse(root.resolve("labels.csv")), classes);
      case XML -> TagReader.xml(annotations(), classes, VocAnnotation.Difficult.COUNT);
      case XML_NODIFFICULT -> TagReader.xml(annotations(), classes, VocAnnotation.Difficult.SKIP);
      case LIST -> TagReader.list(classes);
      case INSTANCES ->
          throw new DatasetException(
              root + " has no instance annotations; they need the COCO layout");
      case MASK -> TagReader.masks(classes);
      case NONE -> TagReader.none();
      case AUTO -> throw new IllegalArgumentException("AUTO must be resolved first");
    };
  }

  private Path annotations() {
    return xml.orElseThrow(
        () ->
            new DatasetException(
                root + " has no folder Annotations, which label source xml reads"));
  }
}
