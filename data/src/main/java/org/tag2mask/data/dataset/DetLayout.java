package org.tag2mask.data.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * ILSVRC DET, the data of LID: images in {@code Data/DET/PART} and folders below, VOC-style XML
 * with WordNet ids in {@code Annotations/DET/PART}, lists in {@code ImageSets/DET}. The part of a
 * split is the one its name begins with ({@code val} for {@code val1}); ids are relative to the
 * part's folder. In the official lists the number behind an id only counts the lines; {@code
 * train_N.txt} tells for class N whether an image has it (1), has it perhaps among others not
 * marked (0), or not (-1).
 */
record DetLayout(Path root, Path base) implements Layout {

  private static final Path DATA = Path.of("Data", "DET");
  private static final Path LISTS = Path.of("ImageSets", "DET");
  private static final Path ANNOTATIONS = Path.of("Annotations", "DET");
  private static final String[] MASKS = {"SegmentationClass", "masks", "val_gt"};

  private static Optional<Path> base(Path root) {
    return Stream.of(root, root.resolve("ILSVRC"))
        .filter(folder -> Files.isDirectory(folder.resolve(DATA)))
        .findFirst();
  }

  static boolean looksRight(Path root) {
    return base(root).isPresent();
  }

  static DetLayout of(Path root) {
    return new DetLayout(
        root,
        base(root)
            .orElseThrow(
                () ->
                    new DatasetException(
                        root
                            + " has no Data/DET nor ILSVRC/Data/DET, which the DET layout"
                            + " needs")));
  }

  private Path lists() {
    return base.resolve(LISTS);
  }

  @Override
  public List<String> splits() {
    return Layout.names(lists(), ".txt").stream()
        .filter(name -> !name.matches(".*_[0-9]+"))
        .toList();
  }

  @Override
  public Split split(String name, DatasetOptions options) {
    Optional<Path> list = Layout.listFile(lists(), name, splits());
    Optional<List<ImageList.Entry>> listed =
        list.map(
            file ->
                file.toAbsolutePath().startsWith(lists().toAbsolutePath())
                    ? ImageList.readCounted(file)
                    : ImageList.read(file));
    String part = part(list.map(Path::getFileName).map(Path::toString).orElse(name));
    FileIndex images = FileIndex.of(base.resolve(DATA).resolve(part), Set.of());
    TagSources tags =
        TagSources.of(root, options, listed)
            .withXml(Optional.of(base.resolve(ANNOTATIONS).resolve(part)));
    return new Split(
        root,
        listed,
        images,
        classes -> MaskFinder.files(root, Layout.masks(root, options, MASKS), images.ids()),
        tags.listHasTags()
            ? tags
            : tags.withOwn(LabelSource.LIST, classes -> classLists(part, classes)),
        Optional.of(KnownClasses.LID.list()));
  }

  /** The folder below Data/DET, or none (ids then begin with the part). */
  private String part(String split) {
    try (Stream<Path> folders = Files.list(base.resolve(DATA))) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .filter(split::startsWith)
          .max(Comparator.comparingInt(String::length))
          .orElse("");
    } catch (IOException e) {
      throw new DatasetException(
          "folder " + base.resolve(DATA) + " cannot be listed: " + e.getMessage(), e);
    }
  }

  private TagReader classLists(String part, ClassList classes) {
    Map<String, SortedSet<Integer>> tags = new HashMap<>();
    for (int id = 1; id <= classes.foregroundCount(); id++) {
      Path file = lists().resolve(part + "_" + id + ".txt");
      List<String> lines = TextLines.read(file, "list of class '" + classes.name(id) + "'");
      for (int i = 0; i < lines.size(); i++) {
        String[] words = lines.get(i).strip().split("\\s+");
        if (words[0].isEmpty()) {
          continue;
        }
        if (words.length != 2 || !words[1].matches("-1|0|1")) {
          throw new DatasetException(
              file
                  + " line "
                  + (i + 1)
                  + ": found '"
                  + lines.get(i).strip()
                  + "', expected an image id and 1, 0 or -1");
        }
        SortedSet<Integer> ids = tags.computeIfAbsent(words[0], key -> new TreeSet<>());
        if (!words[1].equals("-1")) {
          ids.add(id);
        }
      }
    }
    return TagReader.of(
        lists() + "/" + part + "_*.txt",
        (entry, mask) -> Optional.ofNullable(tags.get(entry.id())));
  }
}
