package org.tag2mask.runtime.recipe;

import org.tag2mask.crf.Compatibility;
import org.tag2mask.crf.CrfPreset;
import org.tag2mask.crf.CrfSettings;
import org.tag2mask.crf.PairwiseKernel;
import org.tag2mask.runtime.RecipeException;

/** A step that improves the scores of background and the present classes, in recipe order. */
public sealed interface Refinement {

  /** What the dense CRF starts from. */
  enum UnaryKind {
    /**
     * The label with the best score at every pixel, held right with probability {@code parameter},
     * the rest shared by the other present labels (IRN, SemFormer; there 0.7). A pixel whose scores
     * are all 0 has no label: every present one is as probable (decoupled attention).
     */
    LABELS,
    /** {@code -log clip(score, parameter, 1)}, scores not normalised (PSA, SEAM; there 1e-5). */
    SCORES,
    /**
     * {@code -log clip(softmax(scores), parameter, 1)} over the present labels (VWE; there 1e-5).
     */
    SOFTMAX,
    /**
     * {@code -logit}, for scores that are logits of a segmenter (CIAN); the parameter is unused.
     */
    LOGITS
  }

  /**
   * Dense CRF on the image: labels are background and the present classes; scores become its
   * posterior probabilities. Left out when background is the only label.
   *
   * @param settings kernels and iterations; smoothness and appearance kernels with the Potts model
   * @param unary what it starts from
   * @param parameter for {@link UnaryKind#LABELS} the certainty in (0, 1), otherwise the lowest
   *     probability in (0, 1)
   */
  record Crf(CrfSettings settings, UnaryKind unary, double parameter) implements Refinement {
    /** Checks what a recipe can say. */
    public Crf {
      if (!(parameter > 0 && parameter < 1)) {
        throw new RecipeException(
            "CRF "
                + (unary == UnaryKind.LABELS ? "certainty" : "lowest probability")
                + " must be in (0, 1), found "
                + parameter);
      }
      if (!(settings.compatibility() instanceof Compatibility.Potts)
          || settings.kernels().stream().anyMatch(PairwiseKernel.Features.class::isInstance)) {
        throw new RecipeException(
            "the CRF of a recipe takes Gaussian and bilateral kernels with the Potts model; use"
                + " org.tag2mask.crf directly for other kernels or a compatibility matrix");
      }
    }

    /**
     * The CRF of a paper, with its own unary.
     *
     * @param preset name of a preset of {@link CrfSettings}
     * @param unary what it starts from
     * @return the refinement; certainty 0.7 for labels, lowest probability 1e-5 otherwise
     * @throws RecipeException when there is no such preset
     */
    public static Crf of(String preset, UnaryKind unary) {
      return new Crf(settings(preset), unary, unary == UnaryKind.LABELS ? 0.7 : 1e-5);
    }

    static CrfSettings settings(String preset) {
      if (!CrfPreset.names().contains(preset)) {
        throw new RecipeException(
            "no CRF preset '"
                + preset
                + "'; expected one of "
                + String.join(", ", CrfPreset.names()));
      }
      return CrfSettings.preset(preset);
    }
  }
}
