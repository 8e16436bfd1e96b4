package org.tag2mask.data.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the truth of an image. */
@FunctionalInterface
interface MaskFinder {

  /** The truth of a listed image, when there is some. */
  Optional<TrueMask> mask(ImageList.Entry entry);

  /**
   * Looks for PNG files: the one the list names, then {@code ID.png} in each folder. Where ids have
   * folders ({@code n01/img_7}) and masks lie in one heap, {@code img_7.png} is taken too, as long
   * as only one image is called so.
   *
   * @param root list entries are relative to it
   * @param folders searched in this order
   * @param images the ids of all images there are
   */
  static MaskFinder files(Path root, List<FileIndex> folders, Set<String> images) {
    Set<String> unique = uniqueNames(images);
    return entry -> {
      if (entry.mask().isPresent()) {
        Path named = Split.below(root, entry.mask().get(), entry.place());
        if (Files.isRegularFile(named)) {
          return Optional.of(TrueMask.png(named));
        }
      }
      Optional<Path> file = find(folders, entry.id());
      String name = lastName(entry.id());
      if (file.isEmpty() && unique.contains(name)) {
        file = find(folders, name);
      }
      return file.map(TrueMask::png);
    };
  }

  private static Optional<Path> find(List<FileIndex> folders, String id) {
    return folders.stream().flatMap(index -> index.find(id).stream()).findFirst();
  }

  private static Set<String> uniqueNames(Set<String> ids) {
    Set<String> once = new HashSet<>();
    Set<String> seen = new HashSet<>();
    for (String id : ids) {
      String name = lastName(id);
      if (seen.add(name)) {
        once.add(name);
      } else {
        once.remove(name);
      }
    }
    return once;
  }

  private static String lastName(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }
}
