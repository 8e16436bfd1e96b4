package org.tag2mask.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tag2mask.data.coco.CocoAnnotations;
import org.tag2mask.data.coco.CocoCategory;
import org.tag2mask.data.coco.CocoImage;

/** The images of one or more COCO annotation files by id, which is the file name's stem. */
final class CocoIndex {

  private record Known(CocoAnnotations annotations, CocoImage image, String path) {}

  private final Path root;
  private final List<CocoAnnotations> files = new ArrayList<>();
  private final Map<String, Known> known = new LinkedHashMap<>();

  /**
   * An empty index.
   *
   * @param root the data set's folder
   */
  CocoIndex(Path root) {
    this.root = root;
  }

  /**
   * Adds the images of a file.
   *
   * @param folder the folder of its images, below the root
   * @throws DatasetException when an id is there already
   */
  void add(CocoAnnotations annotations, Path folder) {
    files.add(annotations);
    for (CocoImage image : annotations.images()) {
      String path = root.relativize(folder.resolve(image.fileName())).toString();
      String id = image.stem();
      Known before = known.putIfAbsent(id, new Known(annotations, image, path));
      if (before != null) {
        throw new DatasetException(
            annotations.file()
                + ": image '"
                + id
                + "' (id "
                + image.id()
                + ") is already in "
                + before.annotations().file()
                + " (id "
                + before.image().id()
                + ")");
      }
    }
  }

  Set<String> ids() {
    return known.keySet();
  }

  /** The classes as the first file has them: categories in ascending order of their ids. */
  ClassList classes() {
    return ClassList.ofTags(files.get(0).categories().stream().map(CocoCategory::name).toList());
  }

  /** Every image, in file order. */
  List<ImageList.Entry> entries() {
    List<ImageList.Entry> entries = new ArrayList<>();
    known.forEach(
        (id, image) -> {
          String place = image.annotations().file() + " image id " + image.image().id();
          entries.add(resolve(ImageList.Entry.ofId(id, place)));
        });
    return entries;
  }

  /**
   * Finds the image that a list means: by id, by the last part of a path, or by COCO's number. An
   * unknown one stays as it is, and is reported as missing.
   */
  ImageList.Entry resolve(ImageList.Entry listed) {
    String id = listed.id();
    String name = id.substring(id.lastIndexOf('/') + 1);
    String found = known.containsKey(id) ? id : known.containsKey(name) ? name : byNumber(id);
    return found == null ? listed : listed.as(found, known.get(found).path());
  }

  private String byNumber(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      return null;
    }
    List<String> found = new ArrayList<>();
    for (CocoAnnotations file : files) {
      file.image(Long.parseLong(text)).ifPresent(image -> found.add(image.stem()));
    }
    return found.size() == 1 ? found.get(0) : null;
  }

  /** Tags from the annotations; an image without any has the empty set. */
  TagReader tags(ClassList classes) {
    Map<CocoAnnotations, Map<Integer, Integer>> ids = classIds(classes);
    return TagReader.of(
        "the annotations",
        (entry, mask) -> Optional.ofNullable(known.get(entry.id())).map(image -> tags(image, ids)));
  }

  private static SortedSet<Integer> tags(
      Known image, Map<CocoAnnotations, Map<Integer, Integer>> ids) {
    SortedSet<Integer> tags = new TreeSet<>();
    for (int category : image.annotations().categoryIds(image.image())) {
      tags.add(ids.get(image.annotations()).get(category));
    }
    return tags;
  }

  /** Masks painted from the annotations, for images whose annotations all have shapes. */
  MaskFinder masks(ClassList classes, CrowdRule crowds) {
    Map<CocoAnnotations, Map<Integer, Integer>> ids = classIds(classes);
    return entry ->
        Optional.ofNullable(known.get(entry.id()))
            .filter(image -> image.annotations().segmented(image.image()))
            .map(
                image ->
                    new CocoMask(
                        image.annotations(), image.image(), ids.get(image.annotations()), crowds));
  }

  private Map<CocoAnnotations, Map<Integer, Integer>> classIds(ClassList classes) {
    Map<CocoAnnotations, Map<Integer, Integer>> all = new HashMap<>();
    for (CocoAnnotations file : files) {
      Map<Integer, Integer> ids = new HashMap<>();
      for (CocoCategory category : file.categories()) {
        String place = file.file() + " category " + category.id();
        ids.put(category.id(), classes.require(category.name(), place));
      }
      all.put(file, ids);
    }
    return all;
  }
}
