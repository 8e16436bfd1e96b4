package org.tag2mask.runtime.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;

/**
 * The two written forms of a contract: metadata of the ONNX file, and a JSON file {@code
 * <model>.onnx.json} beside a model somebody else exported. Both have the same keys; the metadata
 * puts {@code tag2mask.} before each and JSON text behind it.
 */
public final class ContractJson {
  private static final List<String> KEYS =
      List.of(
          "format",
          "role",
          "method",
          "classes",
          "preprocessing",
          "stride",
          "scales",
          "input",
          "partner",
          "outputs",
          "recipe",
          "provenance");
  private static final List<String> PLAIN_TEXT = List.of("role", "method", "input", "partner");

  private ContractJson() {}

  /**
   * The file beside a model that tells its contract.
   *
   * @param model the ONNX file
   * @return {@code <model>.json} in the same folder
   */
  public static Path sidecarOf(Path model) {
    return model.resolveSibling(model.getFileName() + ".json");
  }

  /**
   * Writes a contract beside a model.
   *
   * @param contract the contract
   * @param file usually {@link #sidecarOf}
   * @throws IOException when the file cannot be written
   */
  public static void write(ModelContract contract, Path file) throws IOException {
    AtomicFile.writeText(file, toJson(contract));
  }

  /**
   * Reads a contract file.
   *
   * @param file the file
   * @return the contract
   * @throws Tag2MaskException when it cannot be read or is no contract
   */
  public static ModelContract read(Path file) {
    try {
      return fromJson(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new Tag2MaskException("cannot read the model contract " + file + ": " + e, e);
    }
  }

  /**
   * The contract as JSON text.
   *
   * @param contract the contract
   * @return indented JSON
   */
  public static String toJson(ModelContract contract) {
    return Json.writePretty(toMap(contract));
  }

  /**
   * The contract in JSON text. Keys {@code method}, {@code scales}, {@code input}, {@code partner},
   * {@code outputs}, {@code recipe} and {@code provenance} may be missing.
   *
   * @param text JSON object
   * @param where where the text is from, for messages
   * @return the contract
   * @throws Tag2MaskException when it is no contract
   */
  public static ModelContract fromJson(String text, String where) {
    return from(Json.parseObject(text, where));
  }

  static Map<String, String> toMetadata(ModelContract contract) {
    Map<String, String> metadata = new LinkedHashMap<>();
    toMap(contract)
        .forEach(
            (key, value) ->
                metadata.put(
                    ModelContract.KEY_PREFIX + key,
                    PLAIN_TEXT.contains(key) ? (String) value : Json.write(value)));
    return metadata;
  }

  static ModelContract fromMetadata(Map<String, String> metadata, String where) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String key : KEYS) {
      String text = metadata.get(ModelContract.KEY_PREFIX + key);
      if (text != null) {
        String place = where + ": metadata " + ModelContract.KEY_PREFIX + key;
        values.put(key, PLAIN_TEXT.contains(key) ? text : Json.parse(text, place));
      }
    }
    if (values.isEmpty()) {
      throw new ModelContractException(
          where
              + " has no tag2mask.* metadata, so nothing says how to use it; export it with "
              + "'tag2mask export', or describe it in a file "
              + where
              + ".json");
    }
    return from(Json.parseObject(Json.write(values), where));
  }

  private static Map<String, Object> toMap(ModelContract contract) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("format", ModelContract.FORMAT);
    map.put("role", contract.role().word());
    map.put("method", contract.method());
    contract.classes().ifPresent(classes -> map.put("classes", classes.names()));
    map.put("preprocessing", contract.preprocessing().toMap());
    map.put("stride", contract.stride());
    map.put("scales", contract.scalesInside().toMap());
    map.put("input", contract.input());
    contract.partner().ifPresent(partner -> map.put("partner", partner));
    map.put("outputs", contract.outputs());
    contract.recipe().ifPresent(recipe -> map.put("recipe", Json.parse(recipe, "recipe")));
    map.put("provenance", contract.provenance().toMap());
    return map;
  }

  private static ModelContract from(JsonObject json) {
    json.refuseUnknown(KEYS);
    int format = json.integer("format");
    if (format < 1 || format > ModelContract.FORMAT) {
      throw new ModelContractException(
          json.where()
              + " has contract format "
              + format
              + ", this version reads up to "
              + ModelContract.FORMAT
              + "; update Tag2Mask or export the model again");
    }
    try {
      ModelRole role = ModelRole.parse(json.string("role"));
      return new ModelContract(
          role,
          json.optionalString("method").orElse("unknown"),
          json.has("classes")
              ? Optional.of(ClassNames.of(json.strings("classes")))
              : Optional.empty(),
          Preprocessing.from(json.object("preprocessing")),
          json.integer("stride"),
          json.has("scales") ? ScalesInside.from(json.object("scales")) : ScalesInside.PLAIN,
          json.optionalString("input").orElse(ModelContract.IMAGE_INPUT),
          json.optionalString("partner"),
          outputs(role, json),
          json.has("recipe") ? Optional.of(json.object("recipe").toJson()) : Optional.empty(),
          json.has("provenance") ? Provenance.from(json.object("provenance")) : Provenance.UNKNOWN);
    } catch (ModelContractException e) {
      throw new ModelContractException(json.where() + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, String> outputs(ModelRole role, JsonObject json) {
    Map<String, String> outputs = new LinkedHashMap<>();
    role.outputs().forEach(name -> outputs.put(name, name));
    if (json.has("outputs")) {
      outputs.putAll(json.stringMap("outputs"));
    }
    return outputs;
  }
}
