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
record Layout(Path root, Path images, Path lists, List<Path> maskFolders) {

  private static final Path VOC_LISTS = Path.of("ImageSets", "Segmentation");
  private static final Set<String> NOT_IMAGES =
      Set.of("masks", "SegmentationClass", "SegmentationClassAug", "ImageSets", "Annotations");

  /**
   * Finds the layout: VOC when there is {@code JPEGImages}; otherwise a folder with the images in
   * {@code images} or in the root itself.
   */
  static Layout of(Path root, Optional<String> maskFolder) {
    if (!Files.isDirectory(root)) {
      throw new DatasetException(
          "data set "
              + root
              + (Files.exists(root) ? " is not a folder" : " does not exist")
              + "; expected a folder with JPEGImages (VOC layout) or with images and labels.csv");
    }
    Path voc = root.resolve("JPEGImages");
    Path plain = root.resolve("images");
    Path images = Files.isDirectory(voc) ? voc : Files.isDirectory(plain) ? plain : root;
    Path lists = root.resolve(VOC_LISTS);
    if (!Files.isDirectory(lists)) {
      lists = Files.isDirectory(root.resolve("splits")) ? root.resolve("splits") : root;
    }
    List<String> names =
        maskFolder
            .map(List::of)
            .orElse(List.of("SegmentationClass", "SegmentationClassAug", "masks"));
    List<Path> masks = new ArrayList<>();
    for (String name : names) {
      Path folder = root.resolve(name);
      if (Files.isDirectory(folder)) {
        masks.add(folder);
      } else if (maskFolder.isPresent()) {
        throw new DatasetException("mask folder " + folder + " does not exist");
      }
    }
    return new Layout(root, images, lists, masks);
  }

  FileIndex imageIndex() {
    return FileIndex.of(images, NOT_IMAGES);
  }

  List<FileIndex> maskIndexes() {
    return maskFolders.stream().map(folder -> FileIndex.of(folder, Set.of())).toList();
  }

  /** The list file of a split, or nothing for the split {@code all} without a file. */
  Optional<Path> listFile(String split) {
    Path file = split.endsWith(".txt") ? Path.of(split) : lists.resolve(split + ".txt");
    if (Files.isRegularFile(file)) {
      return Optional.of(file);
    }
    if (split.equals(Datasets.ALL)) {
      return Optional.empty();
    }
    List<String> known = splits();
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

  /** The names of the splits with a list file. */
  List<String> splits() {
    if (!Files.isDirectory(lists)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(lists)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".txt") && !name.equals("classes.txt"))
          .map(name -> name.substring(0, name.length() - ".txt".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DatasetException("folder " + lists + " cannot be listed: " + e.getMessage(), e);
    }
  }
}
