package org.tag2mask.runtime.recipe;

import org.tag2mask.crf.Compatibility;
import org.tag2mask.crf.CrfPreset;
import org.tag2mask.crf.CrfSettings;
import org.tag2mask.crf.PairwiseKernel;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.walk.PairGeometry;
import org.tag2mask.runtime.walk.Transition;
import org.tag2mask.runtime.walk.WalkMode;
import org.tag2mask.runtime.walk.WalkRange;

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

    /**
     * The CRF of a paper as a segmenter's recipe takes it: from logits where that code does, from
     * labels where it does, else from probabilities.
     *
     * @param preset name of a preset of {@link CrfSettings}
     * @return the refinement, with the paper's own certainty or lowest probability
     * @throws RecipeException when there is no such preset
     */
    public static Crf forSegmenter(String preset) {
      settings(preset);
      CrfPreset known = CrfPreset.named(preset);
      return switch (known.unary()) {
        case LOGITS -> of(preset, UnaryKind.LOGITS);
        case LABELS -> new Crf(known.settings(), UnaryKind.LABELS, known.parameter());
        case PROBABILITIES -> new Crf(known.settings(), UnaryKind.SCORES, known.parameter());
      };
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

  /** Whose affinity a random walk follows. */
  enum WalkKind {
    /**
     * AffinityNet's, from the features of an affinity model. Background and the present classes
     * walk together: their scores are averaged over the model's cells, and stretched back after.
     */
    PSA(ModelRole.AFFINITY),
    /**
     * IRNet's, from the boundaries of a boundary model. The maps walk without background, starting
     * from {@code map * (1 - boundary)}; after it they are stretched to the image and divided by
     * the largest value of all, and only then background is scored. It must therefore be the first
     * refinement, and the maps must be on the grid of the boundaries.
     */
    IRN(ModelRole.BOUNDARY);

    private final ModelRole role;

    WalkKind(ModelRole role) {
      this.role = role;
    }

    /**
     * The model a walk of this kind needs besides the classifier.
     *
     * @return affinity or boundary
     */
    public ModelRole role() {
      return role;
    }
  }

  /**
   * Random walk: {@code M·T^steps}, {@code T} being {@code A^beta} with columns that sum to 1.
   *
   * @param kind whose affinity A
   * @param radius cells nearer than this are paired, 2 to {@value PairGeometry#MAX_RADIUS}
   * @param beta elementwise exponent of A in (0, 1000]: the higher, the less crosses a weak
   *     affinity
   * @param steps number of products, 1 to {@value Transition#MAX_STEPS}; a count, not a power of
   *     two
   * @param mode whether the borders are treated as in the public code
   */
  record RandomWalk(WalkKind kind, int radius, double beta, WalkSteps steps, WalkMode mode)
      implements Refinement {
    /** Checks the ranges. */
    public RandomWalk {
      WalkRange.radius(radius);
      WalkRange.beta(beta);
    }

    /**
     * A walk of a number of steps.
     *
     * @param kind whose walk
     * @param radius of pairs, in cells
     * @param beta exponent of the affinities
     * @param steps 1 to {@value Transition#MAX_STEPS}
     * @param mode how borders are treated
     */
    public RandomWalk(WalkKind kind, int radius, double beta, int steps, WalkMode mode) {
      this(kind, radius, beta, new WalkSteps.Count(steps), mode);
    }

    /**
     * The walk of AffinityNet: radius 5, beta 8, 256 steps.
     *
     * @return the refinement
     */
    public static RandomWalk psa() {
      return new RandomWalk(WalkKind.PSA, 5, 8, 256, WalkMode.COMPLETE);
    }

    /**
     * The walk of IRNet: radius 5, beta 10, 256 steps.
     *
     * @return the refinement
     */
    public static RandomWalk irn() {
      return new RandomWalk(WalkKind.IRN, 5, 10, 256, WalkMode.COMPLETE);
    }

    /**
     * The same with another exponent.
     *
     * @param newBeta in (0, 1000]
     * @return a new refinement
     */
    public RandomWalk withBeta(double newBeta) {
      return new RandomWalk(kind, radius, newBeta, steps, mode);
    }

    /**
     * The same with another number of steps.
     *
     * @param newSteps 1 to {@value Transition#MAX_STEPS}
     * @return a new refinement
     */
    public RandomWalk withSteps(int newSteps) {
      return withSteps(new WalkSteps.Count(newSteps));
    }

    /**
     * The same with another rule of steps.
     *
     * @param newSteps how many
     * @return a new refinement
     */
    public RandomWalk withSteps(WalkSteps newSteps) {
      return new RandomWalk(kind, radius, beta, newSteps, mode);
    }

    /**
     * The same with as many steps as lead as far in a small picture as 256 steps in a photo of
     * 500×375 pixels, on whose grid they were published (47×63 cells of AffinityNet, 94×125 of
     * IRNet).
     *
     * @return a new refinement
     */
    public RandomWalk withStepsByGrid() {
      return withSteps(new WalkSteps.ByGrid(256, kind == WalkKind.PSA ? 47 * 63 : 94 * 125));
    }

    /**
     * The same with other borders.
     *
     * @param newMode whether borders are treated as in the public code
     * @return a new refinement
     */
    public RandomWalk withMode(WalkMode newMode) {
      return new RandomWalk(kind, radius, beta, steps, newMode);
    }
  }
}
