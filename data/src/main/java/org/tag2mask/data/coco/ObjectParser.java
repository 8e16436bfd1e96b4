package org.tag2mask.data.coco;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the shape of one annotation: a list of polygons (their union), or a run-length code with
 * its size, either numbers or compressed text.
 */
final class ObjectParser {

  private static final JsonFactory JSON = new JsonFactory();

  /** How messages call what is read; the caller says where it is. */
  private static final String HERE = "the annotation,";

  private final JsonParser json;
  private final CocoImage image;

  private ObjectParser(JsonParser json, CocoImage image) {
    this.json = json;
    this.image = image;
  }

  /**
   * Reads an annotation.
   *
   * @param text the object from brace to brace; not modified
   * @param image the image it belongs to
   * @param place where it is, for messages
   */
  static CocoObject parse(byte[] text, CocoImage image, String place) throws IOException {
    try (JsonParser json = JSON.createParser(text)) {
      return new ObjectParser(json, image).object();
    } catch (CocoException e) {
      throw new CocoException(place + ": " + e.getMessage(), e);
    } catch (JsonProcessingException e) {
      throw new CocoException(place + ": not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  private CocoObject object() throws IOException {
    json.nextToken();
    int category = 0;
    boolean crowd = false;
    CocoRle mask = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "category_id" -> category = JsonFields.small(json, HERE);
        case "iscrowd" -> crowd = JsonFields.whole(json, HERE) == 1;
        case "segmentation" -> mask = shape();
        default -> {
          json.nextToken();
          json.skipChildren();
        }
      }
    }
    if (mask == null) {
      throw new CocoException("the annotation has no segmentation");
    }
    return new CocoObject(category, crowd, mask);
  }

  private CocoRle shape() throws IOException {
    JsonToken token = json.nextToken();
    if (token == JsonToken.START_OBJECT) {
      CocoRle rle = RleJson.read(json, HERE);
      if (rle.width() != image.width() || rle.height() != image.height()) {
        throw new CocoException(
            "the code is of "
                + rle.width()
                + " x "
                + rle.height()
                + " pixels, its image of "
                + image.width()
                + " x "
                + image.height());
      }
      return rle;
    }
    if (token != JsonToken.START_ARRAY) {
      throw JsonFields.unexpected(json, HERE, "polygons or a run-length code");
    }
    List<CocoRle> polygons = new ArrayList<>();
    while (json.nextToken() == JsonToken.START_ARRAY) {
      polygons.add(CocoPolygon.fill(image.width(), image.height(), numbers()));
    }
    if (json.currentToken() != JsonToken.END_ARRAY || polygons.isEmpty()) {
      throw JsonFields.unexpected(json, HERE, "a list of polygons, each a list of numbers");
    }
    return CocoRle.merge(polygons, CocoRle.Merge.UNION);
  }

  private double[] numbers() throws IOException {
    double[] values = new double[64];
    int size = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (!json.currentToken().isNumeric()) {
        throw JsonFields.unexpected(json, HERE, "a number");
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = json.getDoubleValue();
    }
    return Arrays.copyOf(values, size);
  }
}
