package org.tag2mask.data.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tag2mask.data.coco.CocoAnnotations;

/**
 * COCO: {@code annotations/instances_SPLIT.json}, the images in {@code SPLIT}, {@code
 * images/SPLIT}, {@code images} or the root. A split may be called by the beginning of its name
 * ({@code train} for {@code train2014}) when only one begins so; a list of images ({@code .txt}) is
 * looked up in all annotation files.
 */
record CocoLayout(Path root) implements Layout {

  private static final String PREFIX = "instances_";
  private static final String JSON = ".json";

  static boolean looksRight(Path root) {
    return !new CocoLayout(root).splits().isEmpty();
  }

  static CocoLayout of(Path root) {
    if (!looksRight(root)) {
      throw new DatasetException(
          root + " has no annotations/instances_*.json, which the COCO layout needs");
    }
    return new CocoLayout(root);
  }

  private Path annotations() {
    return root.resolve("annotations");
  }

  @Override
  public List<String> splits() {
    return Layout.names(annotations(), JSON).stream()
        .filter(name -> name.startsWith(PREFIX))
        .map(name -> name.substring(PREFIX.length()))
        .toList();
  }

  @Override
  public boolean has(String split) {
    return splits().contains(split) || beginning(split).size() == 1;
  }

  private List<String> beginning(String split) {
    return splits().stream().filter(name -> name.startsWith(split)).toList();
  }

  @Override
  public Split split(String name, DatasetOptions options) {
    boolean list = name.endsWith(".txt");
    CocoIndex index = new CocoIndex(root);
    if (list || name.equals(Datasets.ALL)) {
      splits().forEach(each -> add(each, index));
    } else {
      add(name, index);
    }
    List<ImageList.Entry> entries =
        list
            ? ImageList.read(Path.of(name)).stream().map(index::resolve).toList()
            : index.entries();
    List<FileIndex> masks = Layout.masks(root, options);
    return new Split(
        root,
        Optional.of(entries),
        FileIndex.none(root),
        classes ->
            masks.isEmpty()
                ? index.masks(classes, options.crowds())
                : MaskFinder.files(root, masks, index.ids()),
        TagSources.of(root, options, Optional.of(entries))
            .withOwn(LabelSource.INSTANCES, index::tags),
        Optional.of(index.classes()));
  }

  private void add(String split, CocoIndex index) {
    Path file = split.endsWith(JSON) ? Path.of(split) : annotationFile(split);
    String name = file.getFileName().toString();
    String stem = name.substring(0, name.length() - JSON.length()).replaceFirst("^" + PREFIX, "");
    index.add(CocoAnnotations.read(file), images(stem));
  }

  private Path images(String split) {
    Path all = root.resolve("images");
    for (Path folder : List.of(root.resolve(split), all.resolve(split), all)) {
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    return root;
  }

  private Path annotationFile(String split) {
    List<String> known = splits();
    List<String> begin = beginning(split);
    if (!has(split)) {
      throw new DatasetException(
          "split '"
              + split
              + "' of "
              + root
              + (begin.isEmpty() ? " has no annotations; " : " may be several; ")
              + "there are "
              + String.join(", ", known)
              + " and "
              + Datasets.ALL
              + (begin.isEmpty() ? NearestName.hint(split, known) : ""));
    }
    String name = known.contains(split) ? split : begin.get(0);
    return annotations().resolve(PREFIX + name + JSON);
  }
}
