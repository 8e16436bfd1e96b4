package org.tag2mask.runtime.mask;

import java.util.Optional;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.session.AffinityModel;
import org.tag2mask.runtime.session.BoundaryModel;

/**
 * The models that random walks follow.
 *
 * @param affinity for walks of kind psa
 * @param boundary for walks of kind irn
 */
public record WalkModels(Optional<AffinityModel> affinity, Optional<BoundaryModel> boundary)
    implements AutoCloseable {
  /** No models, for recipes without a walk. */
  public static final WalkModels NONE = new WalkModels(Optional.empty(), Optional.empty());

  /** Refuses a recipe that needs a model that is not there, or leaves one unused. */
  void requireFor(MaskRecipe recipe) {
    require(recipe, ModelRole.AFFINITY, affinity.map(model -> model.model().name()));
    require(recipe, ModelRole.BOUNDARY, boundary.map(model -> model.model().name()));
    if (boundary.isPresent() && boundary.get().stride() != recipe.cams().grid().cell()) {
      throw new RecipeException(
          "recipe '"
              + recipe.name()
              + "' makes maps with a cell of "
              + recipe.cams().grid().cell()
              + " pixels, but boundary model "
              + boundary.get().model().name()
              + " gives one boundary for "
              + boundary.get().stride()
              + "; choose the grid of the maps that fits (quarter for 4, full for 1)");
    }
  }

  private static void require(MaskRecipe recipe, ModelRole role, Optional<String> model) {
    boolean needed = recipe.walkModels().contains(role);
    String word = role.word();
    if (needed && model.isEmpty()) {
      throw new RecipeException(
          "recipe '"
              + recipe.name()
              + "' walks along "
              + (role == ModelRole.AFFINITY ? "affinities" : "boundaries")
              + ", and no "
              + word
              + " model was given; give one (--"
              + word
              + " FILE, or ."
              + word
              + "(Path) in Java), or use a recipe without a walk, such as irn");
    }
    if (!needed && model.isPresent()) {
      throw new RecipeException(
          "recipe '"
              + recipe.name()
              + "' makes no use of the "
              + word
              + " model "
              + model.get()
              + "; use a recipe that walks, such as "
              + (role == ModelRole.AFFINITY ? "psa-walk" : "irn-walk")
              + ", or leave the model out");
    }
  }

  /** Frees the models after the runs in flight; does nothing when called again. */
  @Override
  public void close() {
    affinity.ifPresent(AffinityModel::close);
    boundary.ifPresent(BoundaryModel::close);
  }
}
