package org.tag2mask.cli.option;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.tag2mask.cli.Suggestion;
import org.tag2mask.cli.UsageException;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.data.dataset.CrowdRule;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.DatasetLayout;
import org.tag2mask.data.dataset.DatasetOptions;
import org.tag2mask.data.dataset.Datasets;
import org.tag2mask.data.dataset.KnownClasses;
import org.tag2mask.data.dataset.LabelSource;

/** Which images. */
public final class DataOptions {
  /** The data set. */
  @Parameter(
      names = "--data",
      order = 1,
      required = true,
      placeholder = "DIR",
      description =
          "data set: VOC, COCO or ILSVRC DET folders, or images with labels.csv and classes.txt")
  public Path data;

  /** The split. */
  @Parameter(
      names = "--split",
      order = 2,
      placeholder = "NAME",
      description = "name of a list such as train (default), the path of a list, or all")
  public String split;

  /** How the folders are laid out. */
  @Parameter(
      names = "--layout",
      order = 29,
      placeholder = "NAME",
      description = "layout of the data set: auto, voc, folder, coco or det (ILSVRC DET, LID)")
  public String layout = "auto";

  /** Where tags come from. */
  @Parameter(
      names = "--labels",
      order = 30,
      placeholder = "SOURCE",
      description =
          "where tags come from: auto, csv, xml, xml-nodifficult, list, instances, mask, none (to"
              + " predict them), or a tag file that ends with .csv")
  public String labels = "auto";

  /** The classes. */
  @Parameter(
      names = "--classes",
      order = 31,
      placeholder = "FILE",
      description =
          "class file, background first, when it is not classes.txt in the data set; or voc, coco,"
              + " lid")
  public String classes;

  /** The true masks. */
  @Parameter(
      names = "--mask-dir",
      order = 31,
      placeholder = "DIR",
      description =
          "folder of true masks, absolute or below the data set, such as SegmentationClassAug")
  public String maskFolder;

  /** Crowd regions. */
  @Parameter(
      names = "--crowd",
      order = 31,
      placeholder = "RULE",
      description = "COCO's crowd regions in true masks: ignore (255) or class")
  public String crowd = "ignore";

  /** How many images, and how large. */
  @ParametersDelegate public LimitOptions limits = new LimitOptions();

  /**
   * Opens the split.
   *
   * @param missing what happens when a listed image is not there
   * @return the data set, cut to the limit
   */
  public Dataset open(DatasetOptions.Missing missing) {
    return open(splitName(), missing);
  }

  /**
   * The name of the split.
   *
   * @return as given, or {@code train}, or {@code all} for a data set without any list
   */
  public String splitName() {
    if (split != null) {
      return split;
    }
    return hasLists() ? "train" : Datasets.ALL;
  }

  /**
   * Whether the data set divides its images into lists.
   *
   * @return false for a plain folder of images
   */
  public boolean hasLists() {
    return data != null && !lists().isEmpty();
  }

  /**
   * Whether the data set has a list of this name.
   *
   * @param name a split
   * @return false when opening it would fail
   */
  public boolean hasSplit(String name) {
    return Datasets.hasSplit(data, name, DatasetOptions.DEFAULT.withLayout(layoutKind()));
  }

  /**
   * Opens another split of the same data set.
   *
   * @param name the split
   * @param missing what happens when a listed image is not there
   * @return the data set, cut to the limit
   */
  public Dataset open(String name, DatasetOptions.Missing missing) {
    return limits.cut(openWhole(name, missing));
  }

  /**
   * Opens another split of the same data set.
   *
   * @param name the split
   * @param missing what happens when a listed image is not there
   * @return the data set, without regard to the limit
   */
  public Dataset openWhole(String name, DatasetOptions.Missing missing) {
    DatasetOptions options =
        DatasetOptions.DEFAULT
            .withLayout(layoutKind())
            .withLabels(labelSource())
            .withCrowds(crowdRule())
            .withMissingImages(missing);
    if (maskFolder != null) {
      options = options.withMaskFolder(maskFolder);
    }
    if (classes != null) {
      options =
          options.withClasses(
              KnownClasses.named(classes).orElseGet(() -> ClassList.read(Path.of(classes))));
    }
    if (isTagFile()) {
      options = options.withCsv(Path.of(labels));
    }
    return Datasets.open(data, name, options);
  }

  /**
   * Where tags come from.
   *
   * @return the source of {@code --labels}
   */
  public LabelSource labelSource() {
    if (isTagFile()) {
      return LabelSource.CSV;
    }
    return choice("--labels", labels, LabelSource.values(), LabelSource::word);
  }

  private boolean isTagFile() {
    return labels.toLowerCase(Locale.ROOT).endsWith(".csv");
  }

  /**
   * The names of the lists that divide the data set.
   *
   * @return none for a plain folder of images
   */
  public List<String> lists() {
    return Datasets.splits(data, DatasetOptions.DEFAULT.withLayout(layoutKind()));
  }

  private DatasetLayout layoutKind() {
    return choice("--layout", layout, DatasetLayout.values(), DataOptions::lower);
  }

  private CrowdRule crowdRule() {
    return choice("--crowd", crowd, CrowdRule.values(), DataOptions::lower);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static <T> T choice(String option, String given, T[] values, Function<T, String> word) {
    List<String> words = Arrays.stream(values).map(word).toList();
    int index = words.indexOf(given.toLowerCase(Locale.ROOT));
    if (index < 0) {
      throw new UsageException(
          option
              + " is '"
              + given
              + "'"
              + Suggestion.among(given, words)
              + "; expected one of "
              + String.join(", ", words));
    }
    return values[index];
  }

  /** Refuses values that make no sense. */
  public void check() {
    labelSource();
    layoutKind();
    crowdRule();
    limits.check();
  }
}
