package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.cli.stage.FileHash;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonException;
import org.tag2mask.runtime.json.JsonObject;

/**
 * Remembers which stages are done with which inputs and settings: a small file {@code
 * stages/<stage>.json} each, with a key (a hash of both) and whether the stage ended.
 */
final class StageBook {
  private static final String BEGUN = "begun";
  private static final String DONE = "done";

  private final Path folder;

  StageBook(Path out) throws IOException {
    this.folder = Files.createDirectories(out.resolve("stages"));
  }

  /** What is known of a stage. */
  private record Entry(String key, boolean done) {}

  /** The key of inputs and settings. */
  static String key(Map<String, ?> inputs) {
    return FileHash.sha256(Json.write(inputs));
  }

  /** Whether the stage ended with this key. */
  boolean done(String stage, String key) {
    return read(stage).filter(entry -> entry.done && entry.key.equals(key)).isPresent();
  }

  /** Whether the last start of the stage had another key, so that its results must go. */
  boolean outdated(String stage, String key) {
    return read(stage).filter(entry -> !entry.key.equals(key)).isPresent();
  }

  /** Whether the stage was ever started here. */
  boolean known(String stage) {
    return read(stage).isPresent();
  }

  void begin(String stage, String key, Map<String, ?> inputs) throws IOException {
    write(stage, key, BEGUN, inputs);
  }

  void end(String stage, String key, Map<String, ?> inputs) throws IOException {
    write(stage, key, DONE, inputs);
  }

  private Path file(String stage) {
    return folder.resolve(stage + ".json");
  }

  private Optional<Entry> read(String stage) {
    try {
      if (!Files.exists(file(stage))) {
        return Optional.empty();
      }
      String text = Files.readString(file(stage), StandardCharsets.UTF_8);
      JsonObject json = Json.parseObject(text, file(stage).toString());
      return Optional.of(new Entry(json.string("key"), json.string("state").equals(DONE)));
    } catch (IOException | JsonException e) {
      return Optional.empty(); // a record that cannot be read proves nothing
    }
  }

  private void write(String stage, String key, String state, Map<String, ?> inputs)
      throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("stage", stage);
    map.put("state", state);
    map.put("key", key);
    map.put("inputs", inputs);
    AtomicFile.writeText(file(stage), Json.writePretty(map));
  }
}
