package org.tag2mask.data.coco;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.tag2mask.runtime.file.AtomicFile;

/**
 * COCO results: {@code [{"image_id": 42, "category_id": 18, "segmentation": {"size": [height,
 * width], "counts": "..."}, "score": 0.236}, ...]}, as the COCO evaluation and {@code loadRes} of
 * its API read them. Written and read as a stream: one result in memory at a time.
 */
public final class CocoResultsFile {

  private static final JsonFactory JSON =
      new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private CocoResultsFile() {}

  /**
   * Writes a file atomically, a result a line.
   *
   * @param file its folder must exist
   * @param results taken one by one while writing; what it throws ends the writing
   * @return the number of results written
   * @throws IOException when the file cannot be written; nothing half-written stays
   */
  public static long write(Path file, Stream<CocoResult> results) throws IOException {
    long[] written = new long[1];
    AtomicFile.write(file, out -> written[0] = write(out, results));
    return written[0];
  }

  /**
   * The same as bytes in memory, for few results.
   *
   * @param results of one image, say
   * @return UTF-8 text
   */
  public static byte[] encode(List<CocoResult> results) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(out, results.stream());
    } catch (IOException e) {
      throw new IllegalStateException("memory is always written", e);
    }
    return out.toByteArray();
  }

  private static long write(OutputStream out, Stream<CocoResult> results) throws IOException {
    long written = 0;
    try (JsonGenerator json = JSON.createGenerator(out)) {
      // One result a line, so that lines can be searched and counted.
      json.setPrettyPrinter(new MinimalPrettyPrinter(",\n"));
      json.writeRaw("[\n");
      Iterator<CocoResult> each = results.iterator();
      while (each.hasNext()) {
        write(json, each.next());
        written++;
      }
      json.writeRaw("\n]\n");
    }
    return written;
  }

  private static void write(JsonGenerator json, CocoResult result) throws IOException {
    json.writeStartObject();
    json.writeNumberField("image_id", result.imageId());
    json.writeNumberField("category_id", result.categoryId());
    json.writeFieldName("segmentation");
    RleJson.write(json, result.mask());
    json.writeNumberField("score", result.score());
    json.writeEndObject();
  }

  /**
   * Reads a file.
   *
   * @param each is given every result in order
   * @throws CocoException when the file is missing or broken; names line and column
   */
  public static void read(Path file, Consumer<CocoResult> each) {
    String name = file.toString();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        JsonParser json = JSON.createParser(in)) {
      JsonFields.expect(json, JsonToken.START_ARRAY, name, "a list of results");
      while (json.nextToken() == JsonToken.START_OBJECT) {
        each.accept(result(json, name));
      }
      if (json.currentToken() != JsonToken.END_ARRAY) {
        throw JsonFields.unexpected(json, name, "a result");
      }
    } catch (NoSuchFileException e) {
      throw new CocoException("results file " + file + " does not exist", e);
    } catch (JsonProcessingException e) {
      throw new CocoException(
          JsonFields.place(e.getLocation(), name) + ": not valid JSON: " + e.getOriginalMessage(),
          e);
    } catch (IOException e) {
      throw new CocoException("results file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static CocoResult result(JsonParser json, String name) throws IOException {
    String place = JsonFields.place(json.currentTokenLocation(), name);
    Long image = null;
    Integer category = null;
    CocoRle mask = null;
    Double score = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "image_id" -> image = JsonFields.whole(json, name);
        case "category_id" -> category = JsonFields.small(json, name);
        case "segmentation" -> {
          JsonFields.expect(json, JsonToken.START_OBJECT, name, "a run-length code");
          mask = rle(json, name, place);
        }
        case "score" -> {
          if (!json.nextToken().isNumeric()) {
            throw JsonFields.unexpected(json, name, "a number");
          }
          score = json.getDoubleValue();
        }
        default -> {
          json.nextToken();
          json.skipChildren();
        }
      }
    }
    if (image == null || category == null || mask == null || score == null) {
      throw new CocoException(
          place + ": a result needs image_id, category_id, segmentation and score");
    }
    return new CocoResult(image, category, mask, score);
  }

  private static CocoRle rle(JsonParser json, String name, String place) throws IOException {
    try {
      return RleJson.read(json, name);
    } catch (CocoException e) {
      throw e.getMessage().startsWith(name)
          ? e
          : new CocoException(place + ": " + e.getMessage(), e);
    }
  }
}
