package org.tag2mask.runtime.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * JSON text from and to plain values: {@link Map} (in key order of the text), {@link List}, {@link
 * String}, {@link Number}, {@link Boolean} and {@code null}.
 *
 * <p>The same value always gives the same text: maps are written in their iteration order, numbers
 * as {@link Double#toString(double)} and its kin, independent of the locale.
 */
public final class Json {
  private static final JSON COMPACT =
      JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).with(JSON.Feature.PRESERVE_FIELD_ORDERING);
  private static final JSON PRETTY = COMPACT.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

  private Json() {}

  /**
   * Reads one JSON object.
   *
   * @param text the text; anything after the object's closing brace but white space is refused
   * @param where what the text is, for messages (a file name, a metadata key)
   * @return the object
   * @throws JsonException when the text is no JSON object or a number in it is not finite
   */
  public static JsonObject parseObject(String text, String where) {
    if (parse(text, where) instanceof Map<?, ?> map) {
      return JsonObject.of(map, where);
    }
    throw new JsonException(where + ": expected a JSON object {...}, found " + excerpt(text));
  }

  /**
   * Reads any JSON value.
   *
   * @param text the text
   * @param where what the text is, for messages
   * @return Map, List, String, Number, Boolean or null
   * @throws JsonException when the text is not JSON
   */
  public static Object parse(String text, String where) {
    if (text.isBlank()) {
      throw new JsonException(where + ": expected JSON, found nothing");
    }
    try {
      // Wrapped in an array, so that trailing text (which jackson-jr would leave unread) is a
      // fault.
      List<Object> one = COMPACT.listFrom("[" + text + "\n]");
      if (one.size() != 1) {
        throw new JsonException(where + ": expected one JSON value, found " + one.size());
      }
      return one.get(0);
    } catch (IOException e) {
      throw new JsonException(
          where + ": not valid JSON (" + reason(e) + "), found " + excerpt(text), e);
    }
  }

  /**
   * Writes a value on one line.
   *
   * @param value Map, List, array, String, Number, Boolean or null
   * @return the text, without line breaks
   */
  public static String write(Object value) {
    return write(COMPACT, value);
  }

  /**
   * Writes a value indented, for files that people read.
   *
   * @param value Map, List, array, String, Number, Boolean or null
   * @return the text, with a line break at its end
   */
  public static String writePretty(Object value) {
    return write(PRETTY, value) + "\n";
  }

  private static String write(JSON json, Object value) {
    try {
      return json.asString(value);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write as JSON: " + value.getClass(), e);
    }
  }

  /** What is wrong and where, without the parser's words about itself. */
  private static String reason(IOException fault) {
    if (!(fault instanceof JsonProcessingException parsing) || parsing.getLocation() == null) {
      return fault.getMessage();
    }
    JsonLocation at = parsing.getLocation();
    int column =
        at.getLineNr() == 1 ? at.getColumnNr() - 1 : at.getColumnNr(); // one bracket is ours
    return parsing.getOriginalMessage() + " in line " + at.getLineNr() + ", column " + column;
  }

  private static String excerpt(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return "\"" + (line.length() <= 60 ? line : line.substring(0, 60) + "...") + "\"";
  }
}
