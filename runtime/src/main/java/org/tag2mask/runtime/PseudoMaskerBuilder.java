package org.tag2mask.runtime;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.recipe.MaskRecipe;

/** Collects what a {@link PseudoMasker} needs. Not thread-safe. */
public final class PseudoMaskerBuilder extends ModelBuilder<PseudoMaskerBuilder> {
  private Function<MaskerModels, MaskRecipe> recipe = MaskerModels::ownRecipe;

  PseudoMaskerBuilder() {}

  @Override
  PseudoMaskerBuilder self() {
    return this;
  }

  /**
   * The classifier file (required); it tells its own contract, or a {@code .json} beside it does.
   *
   * @param file the ONNX file
   * @return this
   */
  public PseudoMaskerBuilder classifier(Path file) {
    return model(ModelRole.CLASSIFIER, file);
  }

  /**
   * A classifier file of others, with its contract.
   *
   * @param file the ONNX file
   * @param contract what the file is
   * @return this
   */
  public PseudoMaskerBuilder classifier(Path file, ModelContract contract) {
    return model(ModelRole.CLASSIFIER, file, contract);
  }

  /**
   * The affinity model, for recipes with a walk of kind psa.
   *
   * @param file the ONNX file
   * @return this
   */
  public PseudoMaskerBuilder affinity(Path file) {
    return model(ModelRole.AFFINITY, file);
  }

  /**
   * An affinity model of others, with its contract.
   *
   * @param file the ONNX file
   * @param contract what the file is
   * @return this
   */
  public PseudoMaskerBuilder affinity(Path file, ModelContract contract) {
    return model(ModelRole.AFFINITY, file, contract);
  }

  /**
   * The boundary model, for recipes with a walk of kind irn.
   *
   * @param file the ONNX file
   * @return this
   */
  public PseudoMaskerBuilder boundary(Path file) {
    return model(ModelRole.BOUNDARY, file);
  }

  /**
   * A boundary model of others, with its contract.
   *
   * @param file the ONNX file
   * @param contract what the file is
   * @return this
   */
  public PseudoMaskerBuilder boundary(Path file, ModelContract contract) {
    return model(ModelRole.BOUNDARY, file, contract);
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
    MaskerModels models =
        MaskerModels.open(openers(ModelRole.CLASSIFIER, "a PseudoMasker"), options());
    try {
      return new PseudoMasker(models, recipe.apply(models));
    } catch (RuntimeException e) {
      models.close();
      throw e;
    }
  }
}
