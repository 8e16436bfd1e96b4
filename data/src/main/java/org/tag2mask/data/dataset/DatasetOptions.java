package org.tag2mask.data.dataset;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How a data set is opened. Start from {@link #DEFAULT} and change what differs.
 *
 * @param layout how its folders are laid out
 * @param labels where the tags come from
 * @param classes the classes, when they are not those of {@code classes.txt} in the root
 * @param csv the tag file, when it is not {@code labels.csv} in the root
 * @param maskFolder the mask folder, absolute or relative to the root, when it is not the usual one
 *     ({@code SegmentationClass} and then {@code SegmentationClassAug}, or {@code masks})
 * @param crowds what crowd regions of COCO are in the true masks
 * @param missingImages what happens when a listed image is not there
 * @param missingTags what happens when the tag source does not know a listed image
 */
public record DatasetOptions(
    DatasetLayout layout,
    LabelSource labels,
    Optional<ClassList> classes,
    Optional<Path> csv,
    Optional<String> maskFolder,
    CrowdRule crowds,
    Missing missingImages,
    Missing missingTags) {

  /** What happens when something that a list names is not there. */
  public enum Missing {
    /** Opening fails and names the first ones. */
    REFUSE,
    /**
     * The sample is kept. A missing image is reported when it is read, so that one broken image
     * does not stop a batch; missing tags become the empty set.
     */
    KEEP
  }

  /** Everything found automatically, usual file names, everything must be there. */
  public static final DatasetOptions DEFAULT =
      new DatasetOptions(
          DatasetLayout.AUTO,
          LabelSource.AUTO,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          CrowdRule.IGNORE,
          Missing.REFUSE,
          Missing.REFUSE);

  /** Checks that nothing is null. */
  public DatasetOptions {
    Objects.requireNonNull(layout, "layout");
    Objects.requireNonNull(labels, "labels");
    Objects.requireNonNull(classes, "classes");
    Objects.requireNonNull(csv, "csv");
    Objects.requireNonNull(maskFolder, "maskFolder");
    Objects.requireNonNull(crowds, "crowds");
    Objects.requireNonNull(missingImages, "missingImages");
    Objects.requireNonNull(missingTags, "missingTags");
  }

  /** The same with another layout. */
  public DatasetOptions withLayout(DatasetLayout other) {
    return new DatasetOptions(
        other, labels, classes, csv, maskFolder, crowds, missingImages, missingTags);
  }

  /** The same with another source of the tags. */
  public DatasetOptions withLabels(LabelSource source) {
    return new DatasetOptions(
        layout, source, classes, csv, maskFolder, crowds, missingImages, missingTags);
  }

  /** The same with other classes. */
  public DatasetOptions withClasses(ClassList list) {
    return new DatasetOptions(
        layout, labels, Optional.of(list), csv, maskFolder, crowds, missingImages, missingTags);
  }

  /**
   * The same with the classes of a file.
   *
   * @throws DatasetException as {@link ClassList#read(Path)}
   */
  public DatasetOptions withClasses(Path file) {
    return withClasses(ClassList.read(file));
  }

  /** The same with another tag file. */
  public DatasetOptions withCsv(Path file) {
    return new DatasetOptions(
        layout, labels, classes, Optional.of(file), maskFolder, crowds, missingImages, missingTags);
  }

  /** The same with another mask folder, absolute or relative to the root. */
  public DatasetOptions withMaskFolder(String folder) {
    return new DatasetOptions(
        layout, labels, classes, csv, Optional.of(folder), crowds, missingImages, missingTags);
  }

  /** The same with another rule for COCO's crowd regions. */
  public DatasetOptions withCrowds(CrowdRule rule) {
    return new DatasetOptions(
        layout, labels, classes, csv, maskFolder, rule, missingImages, missingTags);
  }

  /** The same with another treatment of missing images. */
  public DatasetOptions withMissingImages(Missing treatment) {
    return new DatasetOptions(
        layout, labels, classes, csv, maskFolder, crowds, treatment, missingTags);
  }

  /** The same with another treatment of missing tags. */
  public DatasetOptions withMissingTags(Missing treatment) {
    return new DatasetOptions(
        layout, labels, classes, csv, maskFolder, crowds, missingImages, treatment);
  }
}
