package org.tag2mask.data.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A split whose lists and folders have been read, before samples are made of it.
 *
 * @param root the data set's folder
 * @param listed its list, or nothing to take every image
 * @param images the image files
 * @param masks finds the truth, as labels of given classes
 * @param tags where tags may come from
 * @param classes the classes that the layout knows by itself
 */
record Split(
    Path root,
    Optional<List<ImageList.Entry>> listed,
    FileIndex images,
    Function<ClassList, MaskFinder> masks,
    TagSources tags,
    Optional<ClassList> classes) {

  /** A file below a folder: a list must not reach files outside the data set. */
  static Path below(Path folder, String relative, String place) {
    Path file = folder.resolve(relative).normalize();
    if (!file.startsWith(folder.normalize())) {
      throw new DatasetException(
          place + ": '" + relative + "' leaves the data set's folder " + folder);
    }
    return file;
  }
}
