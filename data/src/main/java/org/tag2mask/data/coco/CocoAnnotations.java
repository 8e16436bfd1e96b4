package org.tag2mask.data.coco;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An instance annotation file ({@code instances_train2014.json}). Opening it reads the file once as
 * a stream and keeps the images, the categories and, for every annotation, its category and its
 * place in the file: 24 bytes, where the shapes would take hundreds of megabytes. {@link
 * #objects(CocoImage)} goes back to those places. Thread-safe.
 */
public final class CocoAnnotations {

  private final Path file;
  private final List<CocoImage> images;
  private final List<CocoCategory> categories;
  private final AnnotationIndex index;
  private final Map<Long, Integer> byId = new HashMap<>();
  private final Map<String, Integer> byStem = new HashMap<>();

  CocoAnnotations(
      Path file, List<CocoImage> images, List<CocoCategory> categories, AnnotationIndex index) {
    this.file = file;
    this.images = List.copyOf(images);
    this.categories = List.copyOf(categories);
    this.index = index;
    for (int i = 0; i < images.size(); i++) {
      byId.put(images.get(i).id(), i);
      byStem.put(images.get(i).stem(), i);
    }
  }

  /**
   * Opens a file.
   *
   * @throws CocoException when it is missing, no annotation file, or refers to images or categories
   *     it does not have; names line and column
   */
  public static CocoAnnotations read(Path file) {
    return AnnotationParser.read(file);
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** The images, in file order. */
  public List<CocoImage> images() {
    return images;
  }

  /** The categories in ascending order of their ids: the first is class 1, and so on. */
  public List<CocoCategory> categories() {
    return categories;
  }

  /** The image with this number. */
  public Optional<CocoImage> image(long id) {
    return Optional.ofNullable(byId.get(id)).map(images::get);
  }

  /**
   * The image of a sample.
   *
   * @param stem the file name without extension, as {@link CocoImage#stem()}
   */
  public Optional<CocoImage> image(String stem) {
    return Optional.ofNullable(byStem.get(stem)).map(images::get);
  }

  /** The ids of the categories that an image's annotations have, crowds included; new set. */
  public SortedSet<Integer> categoryIds(CocoImage image) {
    SortedSet<Integer> ids = new TreeSet<>();
    index.of(position(image)).forEach(annotation -> ids.add(index.category(annotation)));
    return ids;
  }

  /** Whether every annotation of an image has a shape, so that its mask can be painted. */
  public boolean segmented(CocoImage image) {
    return index.of(position(image)).allMatch(index::segmented);
  }

  /**
   * Reads the shapes of an image.
   *
   * @return new list, in file order
   * @throws CocoException when the file has changed or a shape is broken
   */
  public List<CocoObject> objects(CocoImage image) {
    List<CocoObject> objects = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file)) {
      for (int annotation : index.of(position(image)).toArray()) {
        byte[] text = new byte[index.length(annotation)];
        ByteBuffer buffer = ByteBuffer.wrap(text);
        long from = index.start(annotation);
        while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
          // Reads on until the piece is complete or the file ends.
        }
        if (buffer.hasRemaining() || text[0] != '{' || text[text.length - 1] != '}') {
          throw new CocoException(file + " has changed since it was opened; start again");
        }
        objects.add(ObjectParser.parse(text, image, file + " byte " + from));
      }
    } catch (IOException e) {
      throw new CocoException(file + " cannot be read: " + e.getMessage(), e);
    }
    return objects;
  }

  private int position(CocoImage image) {
    Integer position = byId.get(image.id());
    if (position == null) {
      throw new IllegalArgumentException(image + " is no image of " + file);
    }
    return position;
  }
}
