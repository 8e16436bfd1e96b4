package org.tag2mask.data.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** VOC, and a plain folder with the images in {@code images} or in the root itself. */
record FolderLayout(Path root, Path images, Path lists) implements Layout {

  private static final Path VOC_IMAGES = Path.of("JPEGImages");
  private static final Path VOC_LISTS = Path.of("ImageSets", "Segmentation");
  private static final String[] MASKS = {"SegmentationClass", "SegmentationClassAug", "masks"};
  private static final Set<Path> NOT_IMAGES =
      Set.of(
          Path.of("masks"),
          Path.of("SegmentationClass"),
          Path.of("SegmentationClassAug"),
          Path.of("ImageSets"),
          Path.of("Annotations"));

  static boolean looksLikeVoc(Path root) {
    return Files.isDirectory(root.resolve(VOC_IMAGES));
  }

  static FolderLayout voc(Path root) {
    if (!looksLikeVoc(root)) {
      throw new DatasetException(
          root + " has no folder " + VOC_IMAGES + ", which the VOC layout needs");
    }
    return new FolderLayout(root, root.resolve(VOC_IMAGES), lists(root));
  }

  static FolderLayout plain(Path root) {
    Path images = root.resolve("images");
    return new FolderLayout(root, Files.isDirectory(images) ? images : root, lists(root));
  }

  private static Path lists(Path root) {
    for (Path folder : List.of(root.resolve(VOC_LISTS), root.resolve("splits"))) {
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    return root;
  }

  @Override
  public List<String> splits() {
    return Layout.names(lists, ".txt").stream().filter(name -> !name.equals("classes")).toList();
  }

  @Override
  public Split split(String name, DatasetOptions options) {
    Set<Path> skip = new HashSet<>(NOT_IMAGES);
    options
        .maskFolder()
        .map(folder -> root.resolve(folder).normalize())
        .filter(folder -> folder.startsWith(images))
        .ifPresent(folder -> skip.add(images.relativize(folder)));
    FileIndex found = FileIndex.of(images, skip);
    Optional<List<ImageList.Entry>> listed =
        Layout.listFile(lists, name, splits()).map(ImageList::read);
    Path annotations = root.resolve("Annotations");
    boolean xml = Files.isDirectory(annotations);
    return new Split(
        root,
        listed,
        found,
        classes -> MaskFinder.files(root, Layout.masks(root, options, MASKS), found.ids()),
        TagSources.of(root, options, listed)
            .withXml(xml ? Optional.of(annotations) : Optional.empty()),
        xml ? Optional.of(ClassList.voc()) : Optional.empty());
  }
}
