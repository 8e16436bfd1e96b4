package org.tag2mask.data.coco;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Reads typed values from a JSON stream and says where one is not what it should be. */
final class JsonFields {

  private JsonFields() {}

  /** Reads the value of a field whose name was just read; a whole number. */
  static long whole(JsonParser json, String file) throws IOException {
    if (json.nextToken() != JsonToken.VALUE_NUMBER_INT) {
      throw unexpected(json, file, "a whole number");
    }
    return json.getLongValue();
  }

  /** A whole number of at most 32 bits. */
  static int small(JsonParser json, String file) throws IOException {
    long value = whole(json, file);
    if (value != (int) value) {
      throw unexpected(json, file, "a number of at most 32 bits");
    }
    return (int) value;
  }

  /** A text. */
  static String text(JsonParser json, String file) throws IOException {
    if (json.nextToken() != JsonToken.VALUE_STRING) {
      throw unexpected(json, file, "a text");
    }
    return json.getText();
  }

  /** Moves to the next token and refuses another one than this. */
  static void expect(JsonParser json, JsonToken token, String file, String what)
      throws IOException {
    if (json.nextToken() != token) {
      throw unexpected(json, file, what);
    }
  }

  static CocoException unexpected(JsonParser json, String file, String expected)
      throws IOException {
    JsonToken token = json.currentToken();
    String found =
        token == null
            ? "the end of the file"
            : token.isScalarValue() ? "'" + json.getText() + "'" : token.asString();
    String name = json.currentName();
    return new CocoException(
        place(json.currentTokenLocation(), file)
            + ": found "
            + found
            + (name == null ? "" : " for '" + name + "'")
            + ", expected "
            + expected);
  }

  static String place(JsonLocation at, String file) {
    return file + " line " + at.getLineNr() + " column " + at.getColumnNr();
  }
}
