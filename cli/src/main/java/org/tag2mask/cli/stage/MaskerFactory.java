package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.PseudoMaskerBuilder;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.TagSource;

/** Opens maskers for many images on many threads: one thread an image inside the models. */
final class MaskerFactory {
  private MaskerFactory() {}

  /**
   * Opens a masker.
   *
   * @param model the classifier file
   * @param walk files of the models that walks follow
   * @param recipe makes the recipe from the one the classifier brings along
   * @param device where the models run
   * @param classes classes of the images; may be without foreground when tags are predicted
   * @return to be closed by the caller
   */
  static PseudoMasker open(
      Path model,
      WalkModelFiles walk,
      UnaryOperator<MaskRecipe> recipe,
      Device device,
      ClassList classes) {
    PseudoMaskerBuilder builder =
        PseudoMasker.builder()
            .classifier(model)
            .device(device)
            .modelThreads(1)
            .changeRecipe(recipe);
    walk.affinity().ifPresent(builder::affinity);
    walk.boundary().ifPresent(builder::boundary);
    PseudoMasker masker = builder.build();
    try {
      boolean predicted = masker.recipe().tags() instanceof TagSource.Predicted;
      if (!(predicted && classes.foregroundCount() == 0)) {
        ClassMatch.require(classes, masker.classNames(), masker.classifier().name());
      }
      return masker;
    } catch (RuntimeException e) {
      masker.close();
      throw e;
    }
  }

  /**
   * Opens a masker that is only asked for maps: what the recipe refines, and the models it would
   * need for that, are left out.
   *
   * @param model the classifier file
   * @param recipe makes the recipe from the one the classifier brings along
   * @param device where the model runs
   * @param classes classes of the images
   * @return to be closed by the caller
   */
  static PseudoMasker forMaps(
      Path model, UnaryOperator<MaskRecipe> recipe, Device device, ClassList classes) {
    return open(
        model,
        WalkModelFiles.NONE,
        own -> recipe.apply(own).withRefinements(List.of()),
        device,
        classes);
  }
}
