package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.TagSource;

/** Opens a classifier with the recipe that options or configuration make of its own one. */
final class MaskerFactory {
  private MaskerFactory() {}

  /**
   * Opens a masker for many images on many threads: one thread an image inside the model.
   *
   * @param classes classes of the images; may be without foreground when tags are predicted
   * @return to be closed by the caller
   */
  static PseudoMasker open(
      Path model, UnaryOperator<MaskRecipe> recipe, Device device, ClassList classes) {
    PseudoMasker masker =
        PseudoMasker.builder().classifier(model).device(device).modelThreads(1).build();
    try {
      MaskRecipe own = masker.recipe();
      MaskRecipe wanted = recipe.apply(own);
      boolean predicted = wanted.tags() instanceof TagSource.Predicted;
      if (!(predicted && classes.foregroundCount() == 0)) {
        ClassMatch.require(classes, masker.classNames(), masker.classifier().name());
      }
      if (wanted.equals(own)) {
        return masker;
      }
      masker.close();
      return PseudoMasker.builder()
          .classifier(model)
          .device(device)
          .modelThreads(1)
          .recipe(wanted)
          .build();
    } catch (RuntimeException e) {
      masker.close();
      throw e;
    }
  }
}
