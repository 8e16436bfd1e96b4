package org.tag2mask.data.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The image files below a folder by their name without extension, listed once. */
final class FileIndex {

  private static final Set<String> EXTENSIONS =
      Set.of("jpg", "jpeg", "png", "bmp", "gif", "webp", "tif", "tiff");

  private final Path folder;
  private final Map<String, Path> files;

  private FileIndex(Path folder, Map<String, Path> files) {
    this.folder = folder;
    this.files = files;
  }

  /**
   * Lists a folder and those below it. Hidden files (as our temporary ones) do not count.
   *
   * @param skip folders below {@code folder}, relative to it, that are left out
   * @throws DatasetException when the folder cannot be listed or two images share an id
   */
  static FileIndex of(Path folder, Set<Path> skip) {
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> images =
          all.filter(file -> wanted(folder.relativize(file), skip)).sorted().toList();
      for (Path image : images) {
        String id = stem(folder.relativize(image).toString().replace('\\', '/'));
        Path before = files.putIfAbsent(id, image);
        if (before != null) {
          throw new DatasetException(
              "two images have the id '"
                  + id
                  + "': "
                  + before
                  + " and "
                  + image
                  + "; rename or remove one");
        }
      }
    } catch (IOException e) {
      throw new DatasetException("folder " + folder + " cannot be listed: " + e.getMessage(), e);
    }
    return new FileIndex(folder, files);
  }

  /** An index that knows no image, for lists that name every file. */
  static FileIndex none(Path folder) {
    return new FileIndex(folder, Map.of());
  }

  private static boolean wanted(Path relative, Set<Path> skip) {
    return isImageName(relative.toString())
        && !relative.getFileName().toString().startsWith(".")
        && skip.stream().noneMatch(relative::startsWith);
  }

  static boolean isImageName(String path) {
    int dot = path.lastIndexOf('.');
    return dot > 0 && EXTENSIONS.contains(path.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /** The path without the extension of an image; other names stay as they are. */
  static String stem(String path) {
    return isImageName(path) ? path.substring(0, path.lastIndexOf('.')) : path;
  }

  Path folder() {
    return folder;
  }

  Optional<Path> find(String id) {
    return Optional.ofNullable(files.get(id));
  }

  Set<String> ids() {
    return files.keySet();
  }
}
