package org.tag2mask.data.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Where the parts of a data set lie below its root. */
interface Layout {

  /**
   * Finds the layout.
   *
   * @throws DatasetException when there is no such folder, or it is not laid out as the options say
   */
  static Layout of(Path root, DatasetOptions options) {
    if (!Files.isDirectory(root)) {
      throw new DatasetException(
          "data set "
              + root
              + (Files.exists(root) ? " is not a folder" : " does not exist")
              + "; expected a folder with JPEGImages (VOC layout) or with images and labels.csv");
    }
    return switch (options.layout()) {
      case VOC -> FolderLayout.voc(root);
      case FOLDER -> FolderLayout.plain(root);
      case COCO -> CocoLayout.of(root);
      case DET -> DetLayout.of(root);
      case AUTO -> found(root);
    };
  }

  /** VOC comes first: its folders may have been extended by others, the reverse is not known. */
  private static Layout found(Path root) {
    if (FolderLayout.looksLikeVoc(root)) {
      return FolderLayout.voc(root);
    }
    if (CocoLayout.looksRight(root)) {
      return CocoLayout.of(root);
    }
    if (DetLayout.looksRight(root)) {
      return DetLayout.of(root);
    }
    return FolderLayout.plain(root);
  }

  /** The names of the splits there are lists of, sorted. */
  List<String> splits();

  /** Whether {@link #split} would find a list of this name. */
  default boolean has(String split) {
    return splits().contains(split);
  }

  /**
   * One split.
   *
   * @param name the name of a list, {@value Datasets#ALL}, or the path of a list
   * @throws DatasetException when there is no such list
   */
  Split split(String name, DatasetOptions options);

  /** The mask folders of the options, or those of these names that are there. */
  static List<FileIndex> masks(Path root, DatasetOptions options, String... usual) {
    if (options.maskFolder().isPresent()) {
      Path folder = root.resolve(options.maskFolder().get());
      if (!Files.isDirectory(folder)) {
        throw new DatasetException("mask folder " + folder + " does not exist");
      }
      return List.of(FileIndex.of(folder, Set.of()));
    }
    List<FileIndex> found = new ArrayList<>();
    for (String name : usual) {
      if (Files.isDirectory(root.resolve(name))) {
        found.add(FileIndex.of(root.resolve(name), Set.of()));
      }
    }
    return found;
  }

  /**
   * The list file of a split: a path, or {@code SPLIT.txt} or {@code SPLIT.json} in the folder of
   * lists; nothing for the split {@value Datasets#ALL} without a file.
   *
   * @throws DatasetException when there is none; names those there are
   */
  static Optional<Path> listFile(Path lists, String split, List<String> known) {
    boolean path = split.endsWith(".txt") || split.endsWith(".json");
    Path file = path ? Path.of(split) : lists.resolve(split + ".txt");
    for (Path candidate : List.of(file, lists.resolve(split + ".json"))) {
      if (Files.isRegularFile(candidate)) {
        return Optional.of(candidate);
      }
    }
    if (split.equals(Datasets.ALL)) {
      return Optional.empty();
    }
    throw new DatasetException(
        "split '"
            + split
            + "' has no list "
            + file
            + (known.isEmpty()
                ? "; use '" + Datasets.ALL + "' for every image, or write the list"
                : "; there are " + String.join(", ", known) + " and " + Datasets.ALL)
            + NearestName.hint(split, known));
  }

  /** The names, without ending, of the files in a folder that end so; sorted. */
  static List<String> names(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending) && !name.startsWith("."))
          .map(name -> name.substring(0, name.length() - ending.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DatasetException("folder " + folder + " cannot be listed: " + e.getMessage(), e);
    }
  }
}
