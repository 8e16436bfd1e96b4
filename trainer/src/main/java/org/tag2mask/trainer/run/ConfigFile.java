package org.tag2mask.trainer.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonException;
import org.tag2mask.trainer.TrainingException;

/**
 * A flat {@code config.yaml}: one line {@code key: value} a setting, the value in JSON form, which
 * every YAML reader understands too.
 */
public final class ConfigFile {
  private ConfigFile() {}

  /**
   * Writes the settings, atomically.
   *
   * @throws IOException if it cannot be written; nothing half-written stays
   */
  static void write(Path file, Map<String, Object> settings) throws IOException {
    AtomicFile.writeText(file, text(settings));
  }

  /** The settings as lines {@code key: value}. */
  public static String text(Map<String, Object> settings) {
    StringBuilder text = new StringBuilder();
    settings.forEach(
        (key, value) -> text.append(key).append(": ").append(Json.write(value)).append('\n'));
    return text.toString();
  }

  /**
   * Reads settings that {@link #text} wrote; empty lines and lines starting with {@code #} are
   * passed over.
   *
   * @throws TrainingException if the file has another form
   */
  public static Map<String, Object> read(Path file) {
    Map<String, Object> settings = new LinkedHashMap<>();
    try {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        int colon = line.indexOf(": ");
        if (colon < 1) {
          throw new TrainingException(
              file + " line " + number + ": expected 'key: value' but found '" + line + "'");
        }
        String where = file + " line " + number;
        settings.put(line.substring(0, colon), Json.parse(line.substring(colon + 2), where));
      }
    } catch (IOException e) {
      throw new TrainingException("cannot read " + file + ": " + e.getMessage(), e);
    } catch (JsonException e) {
      throw new TrainingException(e.getMessage(), e);
    }
    return settings;
  }

  /**
   * The settings in which two differ, as {@code key: there is 1, asked for 2}.
   *
   * @param free keys that may differ
   */
  static List<String> differences(
      Map<String, Object> found, Map<String, Object> asked, Set<String> free) {
    Set<String> keys = new TreeSet<>(found.keySet());
    keys.addAll(asked.keySet());
    keys.removeAll(free);
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      String before = normal(found, key);
      String now = normal(asked, key);
      if (!before.equals(now)) {
        differences.add(key + ": there is " + before + ", asked for " + now);
      }
    }
    return differences;
  }

  /** The value as text, whatever number type it went through. */
  private static String normal(Map<String, Object> settings, String key) {
    return settings.containsKey(key)
        ? Json.write(Json.parse(Json.write(settings.get(key)), key))
        : "nothing";
  }
}
