package org.tag2mask.cli.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.DatasetOptions;
import org.tag2mask.data.dataset.Datasets;
import org.tag2mask.data.dataset.LabelSource;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.runtime.Tag2MaskException;

/** Images that are no data set: single files, folders, and lists of files. */
public final class PictureFiles {
  private static final String LIST = ".txt";

  private PictureFiles() {}

  /**
   * Opens images. A file's id is its name without extension; below a folder the path from there.
   *
   * @param paths image files, folders (with those below), and {@code .txt} lists of files, a path a
   *     line, relative to the list
   * @return a data set without classes, tags and masks; a missing file is reported when it is read
   * @throws Tag2MaskException when a list or folder cannot be read, or nothing is in it
   */
  public static Dataset open(List<Path> paths) {
    List<Sample> samples = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        DatasetOptions options = DatasetOptions.DEFAULT.withLabels(LabelSource.NONE);
        samples.addAll(Datasets.open(path, Datasets.ALL, options).samples());
      } else if (path.toString().endsWith(LIST)) {
        samples.addAll(listed(path));
      } else {
        samples.add(sample(path));
      }
    }
    return new Dataset(Path.of("."), "files", ClassList.ofTags(List.of()), samples);
  }

  private static List<Sample> listed(Path list) {
    try {
      List<Sample> samples =
          Files.readAllLines(list).stream()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .map(line -> sample(list.toAbsolutePath().getParent().resolve(line)))
              .toList();
      if (samples.isEmpty()) {
        throw new Tag2MaskException(
            "list " + list + " is empty; expected the path of an image a line");
      }
      return samples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Sample sample(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return new Sample(dot > 0 ? name.substring(0, dot) : name, file, Optional.empty(), Set.of());
  }
}
