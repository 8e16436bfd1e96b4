package org.tag2mask.data.coco;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads an annotation file from front to back; sections may come in any order. */
final class AnnotationParser {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final JsonParser json;
  private final List<CocoImage> images = new ArrayList<>();
  private final List<CocoCategory> categories = new ArrayList<>();
  private final AnnotationIndex.Builder annotations = new AnnotationIndex.Builder();
  private final Set<String> sections = new HashSet<>();

  private AnnotationParser(Path file, JsonParser json) {
    this.file = file;
    this.json = json;
  }

  static CocoAnnotations read(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        JsonParser json = JSON.createParser(in)) {
      return new AnnotationParser(file, json).all();
    } catch (NoSuchFileException e) {
      throw new CocoException("annotation file " + file + " does not exist", e);
    } catch (JsonProcessingException e) {
      throw new CocoException(
          JsonFields.place(e.getLocation(), file.toString())
              + ": not valid JSON: "
              + e.getOriginalMessage()
              + "; is the file complete?",
          e);
    } catch (IOException e) {
      throw new CocoException("annotation file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private CocoAnnotations all() throws IOException {
    expect(
        JsonToken.START_OBJECT,
        "an object with images, annotations and categories (a list is a results file)");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String section = json.currentName();
      sections.add(section);
      switch (section) {
        case "images" -> list(this::image);
        case "annotations" -> list(this::annotation);
        case "categories" -> list(this::category);
        default -> {
          json.nextToken();
          json.skipChildren();
        }
      }
    }
    for (String needed : List.of("images", "annotations", "categories")) {
      if (!sections.contains(needed)) {
        throw new CocoException(file + ": has no '" + needed + "'; expected instance annotations");
      }
    }
    categories.sort(Comparator.comparingInt(CocoCategory::id));
    return new CocoAnnotations(
        file, images, categories, annotations.build(positions(), images.size()));
  }

  /** Reads one object, whose opening brace was just read. */
  @FunctionalInterface
  private interface Item {
    void read() throws IOException;
  }

  private void list(Item item) throws IOException {
    expect(JsonToken.START_ARRAY, "a list");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw JsonFields.unexpected(json, file.toString(), "an object");
      }
      item.read();
    }
  }

  private void image() throws IOException {
    String place = place();
    Long id = null;
    String name = null;
    int width = 0;
    int height = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "id" -> id = JsonFields.whole(json, file.toString());
        case "file_name" -> name = JsonFields.text(json, file.toString());
        case "width" -> width = JsonFields.small(json, file.toString());
        case "height" -> height = JsonFields.small(json, file.toString());
        default -> skip();
      }
    }
    if (id == null || name == null || width < 1 || height < 1) {
      throw new CocoException(place + ": an image without id, file_name, width or height");
    }
    images.add(new CocoImage(id, name, width, height));
  }

  private void category() throws IOException {
    String place = place();
    Integer id = null;
    String name = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "id" -> id = JsonFields.small(json, file.toString());
        case "name" -> name = JsonFields.text(json, file.toString());
        default -> skip();
      }
    }
    if (id == null || name == null) {
      throw new CocoException(place + ": a category without id or name");
    }
    categories.add(new CocoCategory(id, name));
  }

  private void annotation() throws IOException {
    String place = place();
    long start = json.currentTokenLocation().getByteOffset();
    Long image = null;
    Integer category = null;
    boolean shape = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "image_id" -> image = JsonFields.whole(json, file.toString());
        case "category_id" -> category = JsonFields.small(json, file.toString());
        case "segmentation" -> shape = shape();
        default -> skip();
      }
    }
    if (image == null || category == null) {
      throw new CocoException(place + ": an annotation without image_id or category_id");
    }
    long end = json.currentLocation().getByteOffset();
    annotations.add(image, category, start, Math.toIntExact(end - start), shape);
  }

  /** Skips the shape; false when there is none, as in files of boxes. */
  private boolean shape() throws IOException {
    JsonToken token = json.nextToken();
    if (token == JsonToken.START_ARRAY && json.nextToken() == JsonToken.END_ARRAY) {
      return false;
    }
    if (token == JsonToken.START_ARRAY) {
      while (json.currentToken() != JsonToken.END_ARRAY) {
        json.skipChildren();
        json.nextToken();
      }
      return true;
    }
    json.skipChildren();
    return token == JsonToken.START_OBJECT;
  }

  /** Finds the image of every annotation and checks its category. */
  private int[] positions() {
    Map<Long, Integer> byId = new HashMap<>();
    for (int i = 0; i < images.size(); i++) {
      if (byId.putIfAbsent(images.get(i).id(), i) != null) {
        throw new CocoException(file + ": image id " + images.get(i).id() + " is there twice");
      }
    }
    Set<Integer> known = new HashSet<>();
    for (CocoCategory category : categories) {
      if (!known.add(category.id())) {
        throw new CocoException(file + ": category id " + category.id() + " is there twice");
      }
    }
    int[] positions = new int[annotations.size()];
    for (int i = 0; i < positions.length; i++) {
      Integer position = byId.get(annotations.image(i));
      boolean category = known.contains(annotations.category(i));
      if (position == null || !category) {
        String missing =
            position == null
                ? "image " + annotations.image(i)
                : "category " + annotations.category(i);
        throw new CocoException(
            file
                + ": annotation "
                + (i + 1)
                + " (byte "
                + annotations.start(i)
                + ") belongs to "
                + missing
                + ", which the file does not have");
      }
      positions[i] = position;
    }
    return positions;
  }

  private void skip() throws IOException {
    json.nextToken();
    json.skipChildren();
  }

  private void expect(JsonToken token, String what) throws IOException {
    JsonFields.expect(json, token, file.toString(), what);
  }

  private String place() {
    return JsonFields.place(json.currentTokenLocation(), file.toString());
  }
}
