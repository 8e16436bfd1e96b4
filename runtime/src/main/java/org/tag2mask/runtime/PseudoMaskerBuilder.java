package org.tag2mask.runtime;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;

/** Collects what a {@link PseudoMasker} needs. Not thread-safe. */
public final class PseudoMaskerBuilder {
  private final Map<ModelRole, Function<ModelOptions, OnnxModel>> openers =
      new EnumMap<>(ModelRole.class);
  private Function<MaskerModels, MaskRecipe> recipe = MaskerModels::ownRecipe;
  private ModelOptions options = ModelOptions.defaults().withDevice(Device.auto());

  PseudoMaskerBuilder() {}

  /**
   * The classifier file (required); it tells its own contract, or a {@code .json} beside it does.
   *
   * @param file the ONNX file
   * @return this
   */
  public PseudoMaskerBuilder classifier(Path file) {
    return opener(ModelRole.CLASSIFIER, opened -> OnnxModel.open(file, opened));
  }

  /**
   * A classifier file of others, with its contract.
   *
   * @param file the ONNX file
   * @param contract what the file is
   * @return this
   */
  public PseudoMaskerBuilder classifier(Path file, ModelContract contract) {
    return opener(ModelRole.CLASSIFIER, opened -> OnnxModel.open(file, contract, opened));
  }

  /**
   * The affinity model, for recipes with a walk of kind psa.
   *
   * @param file the ONNX file
   * @return this
   */
  public PseudoMaskerBuilder affinity(Path file) {
    return opener(ModelRole.AFFINITY, opened -> OnnxModel.open(file, opened));
  }

  /**
   * An affinity model of others, with its contract.
   *
   * @param file the ONNX file
   * @param contract what the file is
   * @return this
   */
  public PseudoMaskerBuilder affinity(Path file, ModelContract contract) {
    return opener(ModelRole.AFFINITY, opened -> OnnxModel.open(file, contract, opened));
  }

  /**
   * The boundary model, for recipes with a walk of kind irn.
   *
   * @param file the ONNX file
   * @return this
   */
  public PseudoMaskerBuilder boundary(Path file) {
    return opener(ModelRole.BOUNDARY, opened -> OnnxModel.open(file, opened));
  }

  /**
   * A boundary model of others, with its contract.
   *
   * @param file the ONNX file
   * @param contract what the file is
   * @return this
   */
  public PseudoMaskerBuilder boundary(Path file, ModelContract contract) {
    return opener(ModelRole.BOUNDARY, opened -> OnnxModel.open(file, contract, opened));
  }

  private PseudoMaskerBuilder opener(ModelRole role, Function<ModelOptions, OnnxModel> opener) {
    openers.put(role, opener);
    return this;
  }

  /**
   * The recipe; without one the recipe in the classifier's file is used, or else a preset (with the
   * classifier's own scales when it holds them inside): {@code irn-walk} when there is a boundary
   * model, {@code psa-walk} when there is an affinity model, otherwise {@code irn}, or {@code
   * mcis-voc} for a classifier of pairs.
   *
   * @param maskRecipe the recipe
   * @return this
   */
  public PseudoMaskerBuilder recipe(MaskRecipe maskRecipe) {
    this.recipe = models -> maskRecipe;
    return this;
  }

  /**
   * The recipe as a change of the one that would be used otherwise.
   *
   * @param change makes the recipe
   * @return this
   */
  public PseudoMaskerBuilder changeRecipe(UnaryOperator<MaskRecipe> change) {
    this.recipe = models -> change.apply(models.ownRecipe());
    return this;
  }

  /**
   * Where to run; {@link Device#auto()} unless said.
   *
   * @param device the device
   * @return this
   */
  public PseudoMaskerBuilder device(Device device) {
    this.options = options.withDevice(device);
    return this;
  }

  /**
   * Threads of the models inside one image; 0 (the default) for one a core. Take 1 when many
   * threads of the application call the masker.
   *
   * @param threads 0 or more
   * @return this
   */
  public PseudoMaskerBuilder modelThreads(int threads) {
    this.options = options.withIntraThreads(threads);
    return this;
  }

  /**
   * Loads the models.
   *
   * @return the masker, to be closed by the caller
   * @throws ModelContractException when a model cannot be used
   * @throws DeviceException when the device cannot be used
   * @throws RecipeException when the recipe in the classifier's file is broken, or the recipe needs
   *     a model that was not given, or leaves one unused
   * @throws IllegalStateException when no classifier was given
   */
  public PseudoMasker build() {
    if (!openers.containsKey(ModelRole.CLASSIFIER)) {
      throw new IllegalStateException("a PseudoMasker needs a classifier(Path)");
    }
    MaskerModels models = MaskerModels.open(openers, options);
    try {
      return new PseudoMasker(models, recipe.apply(models));
    } catch (RuntimeException e) {
      models.close();
      throw e;
    }
  }
}
