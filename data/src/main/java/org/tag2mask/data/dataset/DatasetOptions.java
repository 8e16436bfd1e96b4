package org.tag2mask.data.dataset;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How a data set is opened. Start from {@link #DEFAULT} and change what differs.
 *
 * @param labels where the tags come from
 * @param classes the class file, when it is not {@code classes.txt} in the root
 * @param csv the tag file, when it is not {@code labels.csv} in the root
 * @param maskFolder the mask folder below the root, when it is not the usual one ({@code
 *     SegmentationClass} and then {@code SegmentationClassAug}, or {@code masks})
 * @param missingImages what happens when a listed image is not there
 * @param missingTags what happens when the tag source does not know a listed image
 */
public record DatasetOptions(
    LabelSource labels,
    Optional<Path> classes,
    Optional<Path> csv,
    Optional<String> maskFolder,
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

  /** Automatic label source, usual file names, everything must be there. */
  public static final DatasetOptions DEFAULT =
      new DatasetOptions(
          LabelSource.AUTO,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Missing.REFUSE,
          Missing.REFUSE);

  /** Checks that nothing is null. */
  public DatasetOptions {
    Objects.requireNonNull(labels, "labels");
    Objects.requireNonNull(classes, "classes");
    Objects.requireNonNull(csv, "csv");
    Objects.requireNonNull(maskFolder, "maskFolder");
    Objects.requireNonNull(missingImages, "missingImages");
    Objects.requireNonNull(missingTags, "missingTags");
  }

  /** The same with another source of the tags. */
  public DatasetOptions withLabels(LabelSource source) {
    return new DatasetOptions(source, classes, csv, maskFolder, missingImages, missingTags);
  }

  /** The same with another class file. */
  public DatasetOptions withClasses(Path file) {
    return new DatasetOptions(
        labels, Optional.of(file), csv, maskFolder, missingImages, missingTags);
  }

  /** The same with another tag file. */
  public DatasetOptions withCsv(Path file) {
    return new DatasetOptions(
        labels, classes, Optional.of(file), maskFolder, missingImages, missingTags);
  }

  /** The same with another mask folder, relative to the root. */
  public DatasetOptions withMaskFolder(String folder) {
    return new DatasetOptions(
        labels, classes, csv, Optional.of(folder), missingImages, missingTags);
  }

  /** The same with another treatment of missing images. */
  public DatasetOptions withMissingImages(Missing treatment) {
    return new DatasetOptions(labels, classes, csv, maskFolder, treatment, missingTags);
  }

  /** The same with another treatment of missing tags. */
  public DatasetOptions withMissingTags(Missing treatment) {
    return new DatasetOptions(labels, classes, csv, maskFolder, missingImages, treatment);
  }
}
