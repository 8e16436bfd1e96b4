package org.tag2mask.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.recipe.Recipe;

/**
 * What all masks of a folder have in common: the content of {@code run.json}. Masks of other
 * settings never join a folder; only {@code about} may differ between runs.
 *
 * @param tool program and version ({@code tag2mask 0.1.0})
 * @param recipe how masks are made
 * @param models file name and sha256 of each model by role, in order
 * @param classes class names, background first
 * @param kernels the kernel variant of this machine ({@code scalar} or {@code vector}): the last
 *     bits of scores differ between them
 * @param confidence whether confidence maps are kept beside the masks
 * @param files what follows the id in the names of further files of each image, in order
 * @param about for people: data set, device, threads
 */
public record RunRecord(
    String tool,
    Recipe recipe,
    Map<String, Model> models,
    List<String> classes,
    String kernels,
    Confidence confidence,
    List<String> files,
    Map<String, String> about) {

  private static final int FORMAT = 1;

  /**
   * A model file.
   *
   * @param file its name without folders
   * @param sha256 hash of its content
   */
  public record Model(String file, String sha256) {}

  /** Copies the collections. */
  public RunRecord {
    models = new LinkedHashMap<>(models);
    classes = List.copyOf(classes);
    files = List.copyOf(files);
    about = new LinkedHashMap<>(about);
  }

  /** Masks without further files. */
  public RunRecord(
      String tool,
      Recipe recipe,
      Map<String, Model> models,
      List<String> classes,
      String kernels,
      Confidence confidence,
      Map<String, String> about) {
    this(tool, recipe, models, classes, kernels, confidence, List.of(), about);
  }

  /**
   * The record as JSON.
   *
   * @return indented text with a line break at its end
   */
  public String toJson() {
    Map<String, Object> map = common();
    Map<String, Object> named = new LinkedHashMap<>();
    models.forEach(
        (role, model) -> {
          Map<String, Object> parts = new LinkedHashMap<>();
          parts.put("file", model.file());
          parts.put("sha256", model.sha256());
          named.put(role, parts);
        });
    map.put("models", named);
    map.put("about", about);
    return Json.writePretty(map);
  }

  /** What must be equal: a renamed model file is still the same model. */
  private Map<String, Object> common() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("format", FORMAT);
    map.put("tool", tool);
    map.put("kernels", kernels);
    map.put("classes", classes);
    map.put("confidence", confidence.word());
    if (!files.isEmpty()) {
      map.put("files", files);
    }
    Map<String, Object> hashes = new LinkedHashMap<>();
    models.forEach((role, model) -> hashes.put(role, Map.of("sha256", model.sha256())));
    map.put("models", hashes);
    map.put("recipe", Json.parse(recipe.toJson(), "recipe"));
    return map;
  }

  /**
   * How this record differs from the one in a folder.
   *
   * @param text content of {@code run.json}
   * @param where the file, for messages
   * @return one line a difference ({@code recipe.background.value: 0.15 there, 0.3 now}); empty
   *     when the masks belong together
   * @throws org.tag2mask.runtime.json.JsonException when the text is no JSON object
   */
  List<String> differencesTo(String text, String where) {
    JsonObject there = Json.parseObject(text, where);
    Map<String, String> before = new LinkedHashMap<>();
    flatten("", Json.parse(there.toJson(), where), before);
    Map<String, String> now = new LinkedHashMap<>();
    flatten("", common(), now);
    before.keySet().removeIf(key -> key.startsWith("about.") || key.matches("models\\..*\\.file"));

    Set<String> keys = new LinkedHashSet<>(now.keySet());
    keys.addAll(before.keySet());
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      String old = before.getOrDefault(key, "nothing");
      String own = now.getOrDefault(key, "nothing");
      if (!old.equals(own)) {
        differences.add(key + ": " + old + " there, " + own + " now");
      }
    }
    return differences;
  }

  private static void flatten(String path, Object value, Map<String, String> into) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, child) -> flatten(join(path, key.toString()), child, into));
    } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
      for (int i = 0; i < list.size(); i++) {
        flatten(path + "[" + i + "]", list.get(i), into);
      }
    } else {
      into.put(path, Json.write(value));
    }
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
