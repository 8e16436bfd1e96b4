package org.tag2mask.trainer.run;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonException;

/**
 * {@code metrics.jsonl}: one JSON object a line, each with a {@code step}. Lines are handed to the
 * system one by one; on resuming, those after the checkpoint are taken off, as their steps are made
 * again.
 */
final class MetricsFile implements AutoCloseable {
  private final BufferedWriter writer;

  private MetricsFile(BufferedWriter writer) {
    this.writer = writer;
  }

  /**
   * Opens the file for more lines.
   *
   * @param file made if it is not there
   * @param lastStep lines of later steps, and what a crash cut off, are removed
   */
  static MetricsFile open(Path file, long lastStep) throws IOException {
    if (Files.exists(file)) {
      List<String> kept = new ArrayList<>();
      List<String> all = Files.readAllLines(file);
      for (String line : all) {
        if (stepOf(line) <= lastStep) {
          kept.add(line);
        }
      }
      if (kept.size() < all.size() || !endsWithNewline(file)) {
        AtomicFile.writeText(file, String.join("", kept.stream().map(l -> l + "\n").toList()));
      }
    }
    return new MetricsFile(
        Files.newBufferedWriter(
            file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  void add(Map<String, Object> line) throws IOException {
    writer.write(Json.write(line));
    writer.write('\n');
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static boolean endsWithNewline(Path file) throws IOException {
    String text = Files.readString(file);
    return text.isEmpty() || text.endsWith("\n");
  }

  private static long stepOf(String line) {
    try {
      return (long) Json.parseObject(line, "metrics").number("step");
    } catch (JsonException e) {
      return Long.MAX_VALUE;
    }
  }
}
