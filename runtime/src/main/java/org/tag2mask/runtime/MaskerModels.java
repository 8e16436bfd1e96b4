package org.tag2mask.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.mask.WalkModels;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.session.AffinityModel;
import org.tag2mask.runtime.session.BoundaryModel;
import org.tag2mask.runtime.session.ClassifierModel;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;

/**
 * The models of a masker, opened together and closed together.
 *
 * @param classifier makes the maps
 * @param walk what walks follow
 */
record MaskerModels(ClassifierModel classifier, WalkModels walk) implements AutoCloseable {

  /** Opens all, or none. */
  static MaskerModels open(
      Map<ModelRole, Function<ModelOptions, OnnxModel>> openers, ModelOptions options) {
    Deque<OnnxModel> opened = new ArrayDeque<>();
    try {
      Map<ModelRole, OnnxModel> models = new EnumMap<>(ModelRole.class);
      openers.forEach(
          (role, opener) -> {
            OnnxModel model = opener.apply(options);
            opened.push(model);
            models.put(role, model);
          });
      return new MaskerModels(
          new ClassifierModel(models.get(ModelRole.CLASSIFIER)),
          new WalkModels(
              Optional.ofNullable(models.get(ModelRole.AFFINITY)).map(AffinityModel::new),
              Optional.ofNullable(models.get(ModelRole.BOUNDARY)).map(BoundaryModel::new)));
    } catch (RuntimeException e) {
      opened.forEach(OnnxModel::close);
      throw e;
    }
  }

  /** The recipe in the classifier's file, or the preset that uses the models there are. */
  MaskRecipe ownRecipe() {
    ModelContract contract = classifier.contract();
    if (contract.recipe().isPresent()) {
      return MaskRecipe.fromJson(
          contract.recipe().get(), "the recipe in " + classifier.model().name());
    }
    MaskRecipe preset = MaskRecipe.named(preset(contract));
    return preset.withCams(preset.cams().withScalesOf(contract.scalesInside()));
  }

  private String preset(ModelContract contract) {
    if (walk.boundary().isPresent()) {
      return "irn-walk";
    }
    if (walk.affinity().isPresent()) {
      return "psa-walk";
    }
    return contract.partner().isPresent() ? "mcis-voc" : "irn";
  }

  @Override
  public void close() {
    classifier.close();
    walk.close();
  }
}
