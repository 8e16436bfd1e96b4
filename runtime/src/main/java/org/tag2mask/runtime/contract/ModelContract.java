package org.tag2mask.runtime.contract;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.runtime.ModelContractException;

/**
 * What a model file promises its host. It is written as {@code tag2mask.*} metadata inside files we
 * export ({@link #toMetadata}), or given beside models of others ({@link ContractJson}).
 *
 * @param role what the model is for
 * @param method the method it was made with ({@code cam}, {@code seam}, {@code irn}...)
 * @param classes class names, background first; empty for roles without classes
 * @param preprocessing how pixels become the network's input, and who does it
 * @param stride pixels of the (given) image one map cell covers in each direction: cell {@code
 *     (i,j)} covers rows {@code [i*stride,(i+1)*stride)} and columns alike, {@code h =
 *     ceil(H/stride)}
 * @param scalesInside scales and flips the file runs by itself
 * @param input name of the image input
 * @param partner name of a second image input of its own size, for files that look at image pairs
 * @param outputs for each output of the role (and any extra one) its name in the file
 * @param recipe the mask recipe made for this model, as JSON text ({@code MaskRecipe.fromJson})
 * @param provenance where the model comes from
 */
public record ModelContract(
    ModelRole role,
    String method,
    Optional<ClassNames> classes,
    Preprocessing preprocessing,
    int stride,
    ScalesInside scalesInside,
    String input,
    Optional<String> partner,
    Map<String, String> outputs,
    Optional<String> recipe,
    Provenance provenance) {

  /** The version of the contract this code writes; it reads this one and older ones. */
  public static final int FORMAT = 1;

  /** What all our metadata keys start with. */
  public static final String KEY_PREFIX = "tag2mask.";

  /** The name of the image input in files we write. */
  public static final String IMAGE_INPUT = "image";

  /** The name of the second image input in files we write. */
  public static final String PARTNER_INPUT = "partner";

  /** A contract of a file with one image input. */
  public ModelContract(
      ModelRole role,
      String method,
      Optional<ClassNames> classes,
      Preprocessing preprocessing,
      int stride,
      ScalesInside scalesInside,
      String input,
      Map<String, String> outputs,
      Optional<String> recipe,
      Provenance provenance) {
    this(
        role,
        method,
        classes,
        preprocessing,
        stride,
        scalesInside,
        input,
        Optional.empty(),
        outputs,
        recipe,
        provenance);
  }

  /** Checks that the parts fit the role. */
  public ModelContract {
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    if (stride < 1 || stride > 1024) {
      throw new ModelContractException("stride must be 1 to 1024 pixels, found " + stride);
    }
    if (role.hasClasses() != classes.isPresent()) {
      throw new ModelContractException(
          "a "
              + role.word()
              + (role.hasClasses() ? " needs class names, background first" : " has no classes"));
    }
    for (String output : role.outputs()) {
      if (!outputs.containsKey(output)) {
        throw new ModelContractException(
            "a " + role.word() + " needs the output '" + output + "', found " + outputs.keySet());
      }
    }
  }

  /**
   * The contract of a file as we export it: input {@code image}, outputs named as the role says,
   * preprocessing inside, one scale, no recipe.
   *
   * @param role what the model is for
   * @param method the method it was made with
   * @param classes class names, or null for roles without classes
   * @param preprocessing what the graph does to pixels
   * @param stride pixels a map cell covers
   * @param provenance where the model comes from
   * @return the contract
   */
  public static ModelContract of(
      ModelRole role,
      String method,
      ClassNames classes,
      Preprocessing preprocessing,
      int stride,
      Provenance provenance) {
    return new ModelContract(
        role,
        method,
        Optional.ofNullable(classes),
        preprocessing,
        stride,
        ScalesInside.PLAIN,
        IMAGE_INPUT,
        sameNames(role.outputs()),
        Optional.empty(),
        provenance);
  }

  /**
   * The same contract with scales and flips inside the file.
   *
   * @param scales what the file runs
   * @param mapStride pixels of the unscaled image a cell of the merged map covers
   * @return a new contract
   */
  public ModelContract withScalesInside(ScalesInside scales, int mapStride) {
    return new ModelContract(
        role,
        method,
        classes,
        preprocessing,
        mapStride,
        scales,
        input,
        partner,
        outputs,
        recipe,
        provenance);
  }

  /**
   * The same contract with a recipe.
   *
   * @param recipeJson JSON text of the recipe
   * @return a new contract
   */
  public ModelContract withRecipe(String recipeJson) {
    return new ModelContract(
        role,
        method,
        classes,
        preprocessing,
        stride,
        scalesInside,
        input,
        partner,
        outputs,
        Optional.of(recipeJson),
        provenance);
  }

  /**
   * The same contract with further outputs, named in the file as here.
   *
   * @param names names of the further outputs
   * @return a new contract
   */
  public ModelContract withExtraOutputs(List<String> names) {
    Map<String, String> all = new LinkedHashMap<>(outputs);
    all.putAll(sameNames(names));
    return withOutputs(partner, all);
  }

  /**
   * The same contract with a second image input, named as in files we write.
   *
   * @return a new contract
   */
  public ModelContract withPartner() {
    return withOutputs(Optional.of(PARTNER_INPUT), outputs);
  }

  private ModelContract withOutputs(Optional<String> newPartner, Map<String, String> newOutputs) {
    return new ModelContract(
        role,
        method,
        classes,
        preprocessing,
        stride,
        scalesInside,
        input,
        newPartner,
        newOutputs,
        recipe,
        provenance);
  }

  /**
   * The contract under which another output of a classifier is read as its {@code cam}, for looking
   * at the maps a method merges.
   *
   * @param name an output of this contract, {@code [N,K,h,w]}
   * @return a new contract of the same file
   * @throws ModelContractException when there is no such output or this is no classifier
   */
  public ModelContract withMaps(String name) {
    if (role != ModelRole.CLASSIFIER || !outputs.containsKey(name)) {
      throw new ModelContractException(
          "there is no output '"
              + name
              + "' to read as maps; this "
              + role.word()
              + " has "
              + outputs.keySet());
    }
    Map<String, String> all = new LinkedHashMap<>(outputs);
    all.put(ModelRole.CLASSIFIER.outputs().get(0), outputs.get(name));
    return withOutputs(partner, all);
  }

  /**
   * The class names of a classifier or segmenter.
   *
   * @return the names, background first
   * @throws ModelContractException when the role has no classes
   */
  public ClassNames classNames() {
    return classes.orElseThrow(
        () -> new ModelContractException("a " + role.word() + " model has no classes"));
  }

  /**
   * The contract as ONNX metadata.
   *
   * @return {@code tag2mask.*} keys in a stable order; values are text or JSON text
   */
  public Map<String, String> toMetadata() {
    return ContractJson.toMetadata(this);
  }

  /**
   * The contract in ONNX metadata.
   *
   * @param metadata all metadata of the file
   * @param where the file, for messages
   * @return the contract
   * @throws ModelContractException when there is none, or it is of a newer format, or it is broken
   */
  public static ModelContract fromMetadata(Map<String, String> metadata, String where) {
    return ContractJson.fromMetadata(metadata, where);
  }

  private static Map<String, String> sameNames(List<String> names) {
    Map<String, String> map = new LinkedHashMap<>();
    names.forEach(name -> map.put(name, name));
    return map;
  }
}
