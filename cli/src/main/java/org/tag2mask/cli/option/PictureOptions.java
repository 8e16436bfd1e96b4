package org.tag2mask.cli.option;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tag2mask.cli.UsageException;
import org.tag2mask.cli.stage.PictureFiles;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.DatasetOptions;
import org.tag2mask.data.dataset.LabelSource;
import org.tag2mask.runtime.recipe.ClassFilter;

/** Which images, where tags are not always needed: a split of a data set, or files and folders. */
public final class PictureOptions {
  /** Files, folders and lists. */
  @Parameter(
      placeholder = "FILE...",
      description = "images, folders of images, and .txt lists of images, a path a line")
  public List<Path> files = new ArrayList<>();

  /** The data set. */
  @Parameter(
      names = "--data",
      order = 1,
      placeholder = "DIR",
      description =
          "instead of files: data set, VOC, COCO or ILSVRC DET folders, or a folder of images")
  public Path data;

  /** The split. */
  @Parameter(
      names = "--split",
      order = 2,
      placeholder = "NAME",
      description = "with --data: name of a list (default train), the path of a list, or all")
  public String split;

  /** How the folders are laid out. */
  @Parameter(
      names = "--layout",
      order = 29,
      placeholder = "NAME",
      description = "with --data: auto, voc, folder, coco or det (ILSVRC DET, LID)")
  public String layout = "auto";

  /** Where tags come from. */
  @Parameter(
      names = "--labels",
      order = 30,
      placeholder = "SOURCE",
      description =
          "where tags come from when the recipe restricts masks to them: auto, csv, xml,"
              + " xml-nodifficult, list, instances or mask")
  public String labels = "auto";

  /** The classes. */
  @Parameter(
      names = "--classes",
      order = 31,
      placeholder = "FILE",
      description = "with --data: class file, when it is not classes.txt there; or voc, coco, lid")
  public String classes;

  /** How many images, and how large. */
  @ParametersDelegate public LimitOptions limits = new LimitOptions();

  /**
   * Opens the images.
   *
   * @param filter whether their tags are needed
   * @return the images; without classes where nothing tells them
   */
  public Dataset open(ClassFilter filter) {
    if (data == null) {
      if (filter == ClassFilter.GIVEN) {
        throw new UsageException(
            "the recipe restricts masks to the tags of each image, and plain files have none; give"
                + " a data set with --data");
      }
      return limits.cut(PictureFiles.open(files));
    }
    DataOptions options = options();
    if (filter == ClassFilter.ALL) {
      options.labels = LabelSource.NONE.word();
    }
    return options.open(DatasetOptions.Missing.KEEP);
  }

  private DataOptions options() {
    DataOptions options = new DataOptions();
    options.data = data;
    options.split = split;
    options.layout = layout;
    options.labels = labels;
    options.classes = classes;
    options.limits = limits;
    return options;
  }

  /** Refuses values that make no sense. */
  public void check() {
    if ((data == null) == files.isEmpty()) {
      throw new UsageException(
          "give either --data DIR for a data set, or image files, folders and lists");
    }
    if (data == null && split != null) {
      throw new UsageException("--split needs --data");
    }
    options().check();
  }
}
