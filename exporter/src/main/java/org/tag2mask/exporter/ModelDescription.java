package org.tag2mask.exporter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.runtime.contract.ClassNames;

/**
 * What an exported file says about the model beside what its network tells by itself.
 *
 * @param method the method it was trained with ({@code cam}, {@code seam}, {@code irn}...)
 * @param classes names with the background first; empty for roles without classes
 * @param provenance anything worth keeping, in order: {@code weights}, {@code weights_sha256},
 *     {@code seed}, {@code data_sha256}, {@code steps}...
 * @param recipe JSON text of the mask recipe made for this model
 */
public record ModelDescription(
    String method,
    Optional<ClassNames> classes,
    Map<String, String> provenance,
    Optional<String> recipe) {

  /** Copies the map, keeping its order. */
  public ModelDescription {
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
  }

  /**
   * A model with classes.
   *
   * @param method the method it was trained with
   * @param classes names with the background first
   */
  public static ModelDescription of(String method, ClassNames classes) {
    return new ModelDescription(method, Optional.of(classes), Map.of(), Optional.empty());
  }

  /**
   * A model of a role without classes.
   *
   * @param method the method it was trained with
   */
  public static ModelDescription of(String method) {
    return new ModelDescription(method, Optional.empty(), Map.of(), Optional.empty());
  }

  /**
   * The same with one more fact about where the model comes from.
   *
   * @param key lower-case words joined by underscores
   * @param value the fact
   */
  public ModelDescription with(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(provenance);
    more.put(key, value);
    return new ModelDescription(method, classes, more, recipe);
  }

  /**
   * The same with a mask recipe.
   *
   * @param json its JSON text
   */
  public ModelDescription withRecipe(String json) {
    return new ModelDescription(method, classes, provenance, Optional.of(json));
  }
}
