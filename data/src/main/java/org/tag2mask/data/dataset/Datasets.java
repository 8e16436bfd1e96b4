package org.tag2mask.data.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Opens data sets. Four layouts are found by themselves (or chosen, see {@link DatasetLayout}):
 *
 * <pre>
 * VOC                                       folder
 *   JPEGImages/ID.jpg                         ID.jpg  or  images/ID.jpg
 *   SegmentationClass[Aug]/ID.png             masks/ID.png
 *   ImageSets/Segmentation/SPLIT.txt          SPLIT.txt  or  splits/SPLIT.txt  (or .json)
 *   Annotations/ID.xml  or  labels.csv        labels.csv
 *   classes.txt (VOC's 20 when missing)       classes.txt
 *
 * COCO                                      ILSVRC DET (LID), perhaps below ILSVRC
 *   SPLIT/ID.jpg  or  images/SPLIT/ID.jpg     Data/DET/PART/ID.JPEG
 *   annotations/instances_SPLIT.json          Annotations/DET/PART/ID.xml
 *   (classes and masks from there)            ImageSets/DET/SPLIT.txt
 *                                             masks/ID.png
 *                                             (200 classes when there is no classes.txt)
 * </pre>
 *
 * Masks and, for the split {@code all}, lists are optional.
 */
public final class Datasets {

  /** The split that takes every image of the folder, in the order of the names. */
  public static final String ALL = "all";

  private static final int NAMED_IN_MESSAGE = 5;

  /** A sample and what it lacks. */
  private record Found(
      ImageList.Entry entry,
      Path image,
      boolean imageThere,
      Optional<TrueMask> mask,
      Optional<SortedSet<Integer>> tags) {}

  private Datasets() {}

  /**
   * Opens a split with {@link DatasetOptions#DEFAULT}.
   *
   * @param root the data set's folder
   * @param split the name of a list ({@code train}), {@value #ALL}, or the path of a list ({@code
   *     .txt}, {@code .json})
   * @throws DatasetException when the folder, the list, an image or tags are missing, nothing is
   *     left, or a tag is not a class
   * @throws org.tag2mask.data.coco.CocoException when COCO annotations are broken
   */
  public static Dataset open(Path root, String split) {
    return open(root, split, DatasetOptions.DEFAULT);
  }

  /**
   * Opens a split.
   *
   * @param root the data set's folder
   * @param split the name of a list ({@code train}), {@value #ALL}, or the path of a list ({@code
   *     .txt}, {@code .json})
   * @param options layout, where tags and masks come from, and what may be missing
   * @throws DatasetException when the folder, the list, an image or tags are missing, nothing is
   *     left, or a tag is not a class
   * @throws org.tag2mask.data.coco.CocoException when COCO annotations are broken
   */
  public static Dataset open(Path root, String split, DatasetOptions options) {
    Split part = Layout.of(root, options).split(split, options);
    LabelSource source = part.tags().resolve(options.labels());
    ClassList classes = classes(part, options, source);
    TagReader tags = part.tags().open(source, classes);
    MaskFinder masks = part.masks().apply(classes);
    List<ImageList.Entry> entries = part.listed().orElseGet(() -> everyImage(part.images(), tags));
    // In parallel: hundreds of thousands of annotation files or masks may have to be read.
    List<Found> all =
        entries.parallelStream().map(entry -> find(entry, part, masks, tags)).toList();

    List<Sample> samples = new ArrayList<>();
    List<String> withoutImage = new ArrayList<>();
    List<String> withoutTags = new ArrayList<>();
    for (Found found : all) {
      ImageList.Entry entry = found.entry();
      if (!found.imageThere()) {
        withoutImage.add(entry.place() + ": " + found.image());
      }
      if (found.tags().isEmpty()) {
        withoutTags.add(entry.place() + ": '" + entry.id() + "'");
      }
      samples.add(
          new Sample(
              entry.id(), found.image(), found.mask(), found.tags().orElseGet(TreeSet::new)));
    }
    refuse(options.missingImages(), withoutImage, entries.size(), "the image is missing");
    refuse(options.missingTags(), withoutTags, entries.size(), "no tags in " + tags.origin());
    return new Dataset(root, split, classes, samples);
  }

  /** The names of the splits that have a list, sorted; the layout is found by itself. */
  public static List<String> splits(Path root) {
    return splits(root, DatasetOptions.DEFAULT);
  }

  /** The names of the splits that have a list, sorted. */
  public static List<String> splits(Path root, DatasetOptions options) {
    return Layout.of(root, options).splits();
  }

  /**
   * Whether a split of this name has a list. In the COCO layout {@code val} also stands for {@code
   * val2014} when nothing else begins so.
   */
  public static boolean hasSplit(Path root, String split, DatasetOptions options) {
    return Layout.of(root, options).has(split);
  }

  private static Found find(ImageList.Entry entry, Split part, MaskFinder masks, TagReader tags) {
    Path image = image(part, entry);
    Optional<TrueMask> mask = masks.mask(entry);
    return new Found(entry, image, Files.isRegularFile(image), mask, tags.tags(entry, mask));
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
      entries.add(ImageList.Entry.ofId(id, place));
    }
    return entries;
  }

  private static Path image(Split part, ImageList.Entry entry) {
    if (entry.image().isPresent()) {
      Path named = Split.below(part.root(), entry.image().get(), entry.place());
      if (Files.isRegularFile(named)) {
        return named;
      }
    }
    Path folder = part.images().folder();
    return part.images()
        .find(entry.id())
        .orElseGet(
            () -> Split.below(folder, entry.image().orElse(entry.id() + ".jpg"), entry.place()));
  }

  private static ClassList classes(Split part, DatasetOptions options, LabelSource source) {
    if (options.classes().isPresent()) {
      return options.classes().get();
    }
    Path file = part.root().resolve("classes.txt");
    if (Files.exists(file)) {
      return ClassList.read(file);
    }
    if (part.classes().isPresent()) {
      return part.classes().get();
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
