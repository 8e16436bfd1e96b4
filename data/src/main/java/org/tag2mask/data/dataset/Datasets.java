package org.tag2mask.data.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Opens data sets. Two layouts are found by themselves:
 *
 * <pre>
 * VOC                                       folder
 *   JPEGImages/ID.jpg                         ID.jpg  or  images/ID.jpg
 *   SegmentationClass[Aug]/ID.png             masks/ID.png
 *   ImageSets/Segmentation/SPLIT.txt          SPLIT.txt  or  splits/SPLIT.txt
 *   Annotations/ID.xml  or  labels.csv        labels.csv
 *   classes.txt (VOC's 20 when missing)       classes.txt
 * </pre>
 *
 * Masks and, for the split {@code all}, lists are optional.
 */
public final class Datasets {

  /** The split that takes every image of the folder, in the order of the names. */
  public static final String ALL = "all";

  private static final int NAMED_IN_MESSAGE = 5;

  private Datasets() {}

  /**
   * Opens a split with {@link DatasetOptions#DEFAULT}.
   *
   * @param root the data set's folder
   * @param split the name of a list ({@code train}), {@value #ALL}, or the path of a {@code .txt}
   *     list
   * @throws DatasetException when the folder, the list, an image or tags are missing, nothing is
   *     left, or a tag is not a class
   */
  public static Dataset open(Path root, String split) {
    return open(root, split, DatasetOptions.DEFAULT);
  }

  /**
   * Opens a split.
   *
   * @param root the data set's folder
   * @param split the name of a list ({@code train}), {@value #ALL}, or the path of a {@code .txt}
   *     list
   * @param options where tags and masks come from and what may be missing
   * @throws DatasetException when the folder, the list, an image or tags are missing, nothing is
   *     left, or a tag is not a class
   */
  public static Dataset open(Path root, String split, DatasetOptions options) {
    Layout layout = Layout.of(root, options.maskFolder());
    FileIndex images = layout.imageIndex();
    List<FileIndex> masks = layout.maskIndexes();
    Optional<List<ImageList.Entry>> listed = layout.listFile(split).map(Datasets::listed);
    boolean listHasTags =
        listed.stream().flatMap(List::stream).anyMatch(entry -> entry.tags().isPresent());
    LabelSource source = TagReader.resolve(layout, options, listHasTags);
    ClassList classes = classes(layout, options, source);
    TagReader tags = TagReader.of(source, layout, options, classes);
    List<ImageList.Entry> entries = listed.orElseGet(() -> everyImage(images, tags));

    List<Sample> samples = new ArrayList<>();
    List<String> withoutImage = new ArrayList<>();
    List<String> withoutTags = new ArrayList<>();
    for (ImageList.Entry entry : entries) {
      Path image = image(layout, images, entry);
      if (!Files.isRegularFile(image)) {
        withoutImage.add(entry.place() + ": " + image);
      }
      Optional<Path> mask = mask(layout, masks, entry);
      Optional<SortedSet<Integer>> found = tags.tags(entry, mask);
      if (found.isEmpty()) {
        withoutTags.add(entry.place() + ": '" + entry.id() + "'");
      }
      samples.add(new Sample(entry.id(), image, mask, found.orElseGet(TreeSet::new)));
    }
    refuse(options.missingImages(), withoutImage, entries.size(), "the image is missing");
    refuse(options.missingTags(), withoutTags, entries.size(), "no tags in " + tags.origin());
    return new Dataset(root, split, classes, samples);
  }

  /** The names of the splits that have a list file, sorted. */
  public static List<String> splits(Path root) {
    return Layout.of(root, Optional.empty()).splits();
  }

  private static List<ImageList.Entry> listed(Path list) {
    List<ImageList.Entry> entries = ImageList.read(list);
    if (entries.isEmpty()) {
      throw new DatasetException("list " + list + " is empty; expected an image id a line");
    }
    return entries;
  }

  /** The images of the folder and those only the tag file knows (which are missing then). */
  private static List<ImageList.Entry> everyImage(FileIndex images, TagReader tags) {
    SortedSet<String> ids = new TreeSet<>(images.ids());
    if (ids.isEmpty()) {
      throw new DatasetException(
          "no images in " + images.folder() + "; expected jpg, png, bmp, gif, webp or tif files");
    }
    ids.addAll(tags.ids());
    List<ImageList.Entry> entries = new ArrayList<>();
    for (String id : ids) {
      String place = images.ids().contains(id) ? images.folder().toString() : tags.origin();
      entries.add(
          new ImageList.Entry(id, Optional.empty(), Optional.empty(), Optional.empty(), place));
    }
    return entries;
  }

  private static Path image(Layout layout, FileIndex images, ImageList.Entry entry) {
    if (entry.image().isPresent()) {
      Path named = below(layout.root(), entry.image().get(), entry.place());
      if (Files.isRegularFile(named)) {
        return named;
      }
    }
    return images
        .find(entry.id())
        .orElseGet(
            () -> below(images.folder(), entry.image().orElse(entry.id() + ".jpg"), entry.place()));
  }

  private static Optional<Path> mask(Layout layout, List<FileIndex> masks, ImageList.Entry entry) {
    if (entry.mask().isPresent()) {
      Path named = below(layout.root(), entry.mask().get(), entry.place());
      if (Files.isRegularFile(named)) {
        return Optional.of(named);
      }
    }
    return masks.stream().flatMap(index -> index.find(entry.id()).stream()).findFirst();
  }

  /** A list must not reach files outside the data set. */
  private static Path below(Path folder, String relative, String place) {
    Path file = folder.resolve(relative).normalize();
    if (!file.startsWith(folder.normalize())) {
      throw new DatasetException(
          place + ": '" + relative + "' leaves the data set's folder " + folder);
    }
    return file;
  }

  private static ClassList classes(Layout layout, DatasetOptions options, LabelSource source) {
    Path file = options.classes().orElse(layout.root().resolve("classes.txt"));
    if (options.classes().isPresent() || Files.exists(file)) {
      return ClassList.read(file);
    }
    if (Files.isDirectory(layout.root().resolve("Annotations"))) {
      return ClassList.voc();
    }
    if (source == LabelSource.NONE) {
      return ClassList.ofTags(List.of());
    }
    throw new DatasetException(
        "class file "
            + file
            + " does not exist; write one name a line, '"
            + ClassList.BACKGROUND
            + "' first");
  }

  private static void refuse(
      DatasetOptions.Missing treatment, List<String> missing, int all, String fault) {
    if (treatment == DatasetOptions.Missing.KEEP || missing.isEmpty()) {
      return;
    }
    List<String> first = missing.subList(0, Math.min(NAMED_IN_MESSAGE, missing.size()));
    int more = missing.size() - first.size();
    throw new DatasetException(
        fault
            + " for "
            + missing.size()
            + " of "
            + all
            + " listed images: "
            + String.join("; ", first)
            + (more > 0 ? "; and " + more + " more" : ""));
  }
}
