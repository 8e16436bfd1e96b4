package org.tag2mask.data.coco;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/** The JSON form of a run-length code: {@code {"size": [height, width], "counts": ...}}. */
final class RleJson {

  private RleJson() {}

  /**
   * Reads a code whose opening brace is the current token; {@code counts} may be compressed text or
   * a list of numbers.
   *
   * @param file the file's name, for messages
   */
  static CocoRle read(JsonParser json, String file) throws IOException {
    int[] size = null;
    int[] counts = null;
    String text = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "size" -> {
          json.nextToken();
          size = numbers(json, file);
        }
        case "counts" -> {
          if (json.nextToken() == JsonToken.VALUE_STRING) {
            text = json.getText();
          } else {
            counts = numbers(json, file);
          }
        }
        default -> {
          json.nextToken();
          json.skipChildren();
        }
      }
    }
    if (size == null || size.length != 2 || counts == null && text == null) {
      throw new CocoException(
          JsonFields.place(json.currentTokenLocation(), file)
              + ": a run-length code needs \"size\": [height, width] and \"counts\"");
    }
    return text == null
        ? CocoRle.ofCounts(size[1], size[0], counts)
        : CocoRle.parse(size[1], size[0], text);
  }

  private static int[] numbers(JsonParser json, String file) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw JsonFields.unexpected(json, file, "a list of whole numbers");
    }
    int[] values = new int[64];
    int size = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
        throw JsonFields.unexpected(json, file, "a whole number");
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = json.getIntValue();
    }
    return Arrays.copyOf(values, size);
  }

  /** Writes a code with compressed counts. */
  static void write(JsonGenerator json, CocoRle mask) throws IOException {
    json.writeStartObject();
    json.writeFieldName("size");
    json.writeArray(new int[] {mask.height(), mask.width()}, 0, 2);
    json.writeStringField("counts", mask.compressed());
    json.writeEndObject();
  }
}
