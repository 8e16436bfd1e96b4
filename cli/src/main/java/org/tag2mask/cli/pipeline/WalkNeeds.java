package org.tag2mask.cli.pipeline;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tag2mask.cli.stage.WalkModelFiles;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.Refinement.RandomWalk;

/**
 * The models that the random walks of a pipeline's recipe follow.
 *
 * @param roles their roles; empty for a recipe without a walk
 */
record WalkNeeds(Set<ModelRole> roles) {

  /** What a recipe needs. */
  static WalkNeeds of(MaskRecipe recipe) {
    Set<ModelRole> roles = new TreeSet<>();
    recipe.refinements().stream()
        .filter(RandomWalk.class::isInstance)
        .forEach(walk -> roles.add(((RandomWalk) walk).kind().role()));
    return new WalkNeeds(roles);
  }

  /**
   * Refuses a recipe that needs a model the pipeline does not make, before anything is trained.
   *
   * @throws Tag2MaskException naming both
   */
  static void require(PipelineConfig config) {
    Optional<ModelRole> made = config.affinity().map(AffinityConfig::role);
    for (ModelRole role : of(config.recipe()).roles) {
      if (made.isEmpty() || made.get() != role) {
        throw new Tag2MaskException(
            "masks.recipe '"
                + config.recipe().name()
                + "' walks along a model of role "
                + role.word()
                + ", but this pipeline makes "
                + made.map(other -> "one of role " + other.word()).orElse("none")
                + "; take another recipe, or a section affinity with head "
                + (role == ModelRole.AFFINITY ? "affinity" : "irn"));
      }
    }
  }

  /** The files of the models, as far as they are needed, from the one the pipeline makes. */
  WalkModelFiles files(Path model) {
    return new WalkModelFiles(
        Optional.of(model).filter(file -> roles.contains(ModelRole.AFFINITY)),
        Optional.of(model).filter(file -> roles.contains(ModelRole.BOUNDARY)));
  }
}
