package org.tag2mask.data.dataset;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the small text files of a data set. */
final class TextLines {

  private TextLines() {}

  /**
   * All lines of a UTF-8 file, without a leading byte order mark (spreadsheet programs write one).
   *
   * @param what the role of the file, for the message
   * @throws DatasetException when the file is missing, unreadable or not UTF-8
   */
  static List<String> read(Path file, String what) {
    List<String> lines;
    try {
      lines = new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      throw new DatasetException(what + " " + file + " does not exist", e);
    } catch (CharacterCodingException e) {
      throw new DatasetException(
          what + " " + file + " is not UTF-8 text; convert it to UTF-8 first", e);
    } catch (IOException e) {
      throw new DatasetException(what + " " + file + " cannot be read: " + e.getMessage(), e);
    }
    if (!lines.isEmpty() && lines.get(0).startsWith("\uFEFF")) {
      lines.set(0, lines.get(0).substring(1));
    }
    return lines;
  }
}
