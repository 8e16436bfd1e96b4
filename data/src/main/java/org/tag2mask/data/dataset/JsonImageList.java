package org.tag2mask.data.dataset;

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
import java.util.List;
import java.util.TreeSet;

/**
 * A list of images with their class ids as JSON: {@code [["train/n01443537/n01443537_10007", [58,
 * 124]], ...]}, a path without (or with) extension below the data set, and the ids 1..K; used for
 * LID by public code of that challenge.
 */
final class JsonImageList {

  private static final JsonFactory JSON = new JsonFactory();

  private JsonImageList() {}

  /**
   * Reads a list.
   *
   * @throws DatasetException when it is missing or not of this form; names line and column
   */
  static List<ImageList.Entry> read(Path file) {
    List<ImageList.Entry> entries = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        JsonParser json = JSON.createParser(in)) {
      expect(json.nextToken() == JsonToken.START_ARRAY, json, file);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        entries.add(entry(json, file));
      }
      return entries;
    } catch (NoSuchFileException e) {
      throw new DatasetException("image list " + file + " does not exist", e);
    } catch (JsonProcessingException e) {
      throw new DatasetException(
          file
              + " line "
              + e.getLocation().getLineNr()
              + " column "
              + e.getLocation().getColumnNr()
              + ": not valid JSON: "
              + e.getOriginalMessage(),
          e);
    } catch (IOException e) {
      throw new DatasetException("image list " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static ImageList.Entry entry(JsonParser json, Path file) throws IOException {
    String place = place(json, file);
    expect(json.currentToken() == JsonToken.START_ARRAY, json, file);
    expect(json.nextToken() == JsonToken.VALUE_STRING, json, file);
    String id = FileIndex.stem(json.getText().replace('\\', '/').replaceFirst("^/+", ""));
    expect(json.nextToken() == JsonToken.START_ARRAY, json, file);
    TreeSet<Integer> tags = new TreeSet<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken() == JsonToken.VALUE_NUMBER_INT, json, file);
      tags.add(json.getIntValue());
    }
    expect(json.nextToken() == JsonToken.END_ARRAY, json, file);
    return ImageList.Entry.ofId(id, place).withTags(tags, ImageList.Numbering.CLASS_IDS);
  }

  private static void expect(boolean asExpected, JsonParser json, Path file) {
    if (!asExpected) {
      throw new DatasetException(
          place(json, file) + ": expected a list like [[\"folder/image\", [class ids]], ...]");
    }
  }

  private static String place(JsonParser json, Path file) {
    return file
        + " line "
        + json.currentTokenLocation().getLineNr()
        + " column "
        + json.currentTokenLocation().getColumnNr();
  }
}
