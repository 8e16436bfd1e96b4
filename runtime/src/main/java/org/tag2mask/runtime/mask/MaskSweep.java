package org.tag2mask.runtime.mask;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.IgnoreRule;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.Refinement;
import org.tag2mask.runtime.recipe.Refinement.RandomWalk;
import org.tag2mask.runtime.recipe.Refinement.WalkKind;
import org.tag2mask.runtime.session.AffinityModel;
import org.tag2mask.runtime.session.BoundaryModel;
import org.tag2mask.runtime.walk.PairGeometry;
import org.tag2mask.runtime.walk.Transition;
import org.tag2mask.runtime.walk.WalkBuffers;
import org.tag2mask.runtime.walk.WalkMode;

/**
 * Masks of an image by many variants of one recipe: exponents and steps of its walk, and background
 * rules. The affinity or boundary model runs once an image, the transition is made once an
 * exponent, and a walk passes through all its step counts. Each mask is, to the byte, the one that
 * {@link MaskMaker} makes by the variant alone. Thread-safe.
 */
public final class MaskSweep {
  private final MaskRecipe recipe;
  private final WalkModels models;
  private final SweepGrid grid;
  private final Optional<RandomWalk> walk;
  private final Optional<PairGeometry> geometry;
  private final List<Refinement> further;
  private final List<CrfStep> crfs = new ArrayList<>();
  private final WalkBufferPool pool = new WalkBufferPool();

  /** Takes what a sweep finds; called by the thread that {@link #make} was called by. */
  public interface Receiver {
    /**
     * Maps to which only a threshold is missing; instead of masks where {@link #thresholdsOnly()}.
     *
     * @param variant the walk they have behind them
     * @param maps on the full grid
     */
    void maps(Optional<RandomWalk> variant, Cams maps);

    /**
     * A mask.
     *
     * @param variant the walk it has behind it
     * @param background what was background
     * @param mask class ids, 255 = ignore
     */
    void mask(Optional<RandomWalk> variant, Background.Score background, LabelMap mask);
  }

  /**
   * A sweep.
   *
   * @param recipe what the grid does not replace
   * @param models what its walk follows; not closed
   * @param grid the values to try
   * @throws RecipeException when the models do not fit the recipe, the walk is not its first
   *     refinement, or exponents are given and it has no walk
   */
  public MaskSweep(MaskRecipe recipe, WalkModels models, SweepGrid grid) {
    models.requireFor(recipe);
    this.recipe = recipe;
    this.models = models;
    this.grid = grid;
    List<Refinement> refinements = recipe.refinements();
    this.walk =
        refinements.stream()
            .limit(1)
            .filter(RandomWalk.class::isInstance)
            .map(RandomWalk.class::cast)
            .findFirst();
    this.further = refinements.subList(walk.isPresent() ? 1 : 0, refinements.size());
    for (Refinement refinement : further) {
      if (!(refinement instanceof Refinement.Crf crf)) {
        throw new RecipeException(
            "recipe '"
                + recipe.name()
                + "' walks after another refinement; a sweep needs the walk to be the first");
      }
      crfs.add(new CrfStep(crf));
    }
    if (walk.isPresent() == grid.betas().isEmpty()) {
      throw new RecipeException(
          walk.isPresent()
              ? "recipe '" + recipe.name() + "' walks; a sweep over it needs at least one beta"
              : "recipe '" + recipe.name() + "' has no random walk to vary; use one with a walk");
    }
    this.geometry =
        walk.map(
            w ->
                w.kind() == WalkKind.IRN
                    ? PairGeometry.paths(w.radius())
                    : PairGeometry.rows(w.radius()));
  }

  /**
   * The walks that are tried.
   *
   * @return in the order of exponents, then steps; first none where steps begin with 0
   */
  public List<Optional<RandomWalk>> variants() {
    List<Optional<RandomWalk>> variants = new ArrayList<>();
    if (grid.unwalked()) {
      variants.add(Optional.empty());
    }
    for (double beta : grid.betas()) {
      for (int steps : grid.walkedSteps()) {
        variants.add(variant(beta, steps));
      }
    }
    return variants;
  }

  private Optional<RandomWalk> variant(double beta, int steps) {
    return walk.map(base -> base.withBeta(beta).withSteps(steps));
  }

  /**
   * The values that are tried.
   *
   * @return as given
   */
  public SweepGrid grid() {
    return grid;
  }

  /**
   * The recipe of one variant.
   *
   * @param variant the walk, or none
   * @param background the background rule
   * @return what makes the same mask on its own
   */
  public MaskRecipe recipe(Optional<RandomWalk> variant, Background.Score background) {
    List<Refinement> refinements = new ArrayList<>();
    variant.ifPresent(refinements::add);
    refinements.addAll(further);
    return recipe.withBackground(background).withRefinements(refinements);
  }

  /**
   * Whether variants differ in thresholds that are compared with the maps as they are, so that
   * whoever scores them needs the maps only once for all.
   *
   * @return false where background walks too, is no constant, a CRF follows, or pixels are ignored
   */
  public boolean thresholdsOnly() {
    return crfs.isEmpty()
        && walk.map(w -> w.kind() == WalkKind.IRN).orElse(true)
        && recipe.ignore().equals(IgnoreRule.never())
        && grid.backgrounds().stream().allMatch(Background.Threshold.class::isInstance);
  }

  /**
   * Makes all masks of an image.
   *
   * @param image the image the maps belong to
   * @param cams its maps, normalised; not modified
   * @param receiver takes the masks, or the maps
   * @throws org.tag2mask.runtime.Tag2MaskException when a model gives what cannot be walked on; the
   *     receiver has got nothing then
   */
  public void make(RgbImage image, Cams cams, Receiver receiver) {
    if (cams.classIds().length == 0) {
      variants().forEach(variant -> background(image, variant, cams, receiver));
      return;
    }
    if (walk.isPresent() && grid.walkedSteps().length > 0) {
      if (walk.get().kind() == WalkKind.IRN) {
        alongBoundaries(image, cams, receiver);
      } else {
        alongAffinities(image, cams, receiver);
      }
    }
    if (grid.unwalked()) {
      background(image, Optional.empty(), cams, receiver);
    }
  }

  private void alongBoundaries(RgbImage image, Cams cams, Receiver receiver) {
    BoundaryModel model = models.boundary().orElseThrow();
    float[] edge = model.edges(image, walk.orElseThrow().mode()).edge();
    for (double beta : grid.betas()) {
      List<float[]> walked =
          pool.lend(
              buffers ->
                  BoundaryWalk.cells(
                      cams, edge, beta, geometry.orElseThrow(), buffers, grid.walkedSteps()));
      for (int s = 0; s < walked.size(); s++) {
        Cams maps = BoundaryWalk.stretched(cams, walked.get(s));
        background(image, variant(beta, grid.walkedSteps()[s]), maps, receiver);
      }
    }
  }

  private void alongAffinities(RgbImage image, Cams cams, Receiver receiver) {
    AffinityModel model = models.affinity().orElseThrow();
    AffinityModel.Features features = model.run(image);
    int[] labels = LabelScores.labels(cams);
    for (double beta : grid.betas()) {
      List<List<float[]>> walked = pool.lend(buffers -> walked(cams, features, beta, buffers));
      for (int b = 0; b < walked.size(); b++) {
        for (int s = 0; s < walked.get(b).size(); s++) {
          float[] cells = walked.get(b).get(s);
          LabelScores scores =
              AffinityWalk.stretched(labels, cams.width(), cams.height(), cells, model.stride());
          Optional<RandomWalk> variant = variant(beta, grid.walkedSteps()[s]);
          decide(image, variant, grid.backgrounds().get(b), scores, receiver);
        }
      }
    }
  }

  /** Scores of cells {@code [labels][cells]}, for each background and each number of steps. */
  private List<List<float[]>> walked(
      Cams cams, AffinityModel.Features features, double beta, WalkBuffers buffers) {
    WalkMode mode = walk.orElseThrow().mode();
    Transition transition =
        AffinityWalk.transition(features, geometry.orElseThrow(), beta, mode, buffers);
    int stride = models.affinity().orElseThrow().stride();
    List<List<float[]>> walked = new ArrayList<>();
    for (Background.Score background : grid.backgrounds()) {
      LabelScores scores = LabelScores.of(cams, background);
      walked.add(AffinityWalk.cells(scores, transition, stride, mode, grid.walkedSteps()));
    }
    return walked;
  }

  /** All backgrounds on the same maps. */
  private void background(
      RgbImage image, Optional<RandomWalk> variant, Cams maps, Receiver receiver) {
    if (thresholdsOnly()) {
      receiver.maps(variant, LabelScores.fullSize(maps));
      return;
    }
    for (Background.Score background : grid.backgrounds()) {
      decide(image, variant, background, LabelScores.of(maps, background), receiver);
    }
  }

  private void decide(
      RgbImage image,
      Optional<RandomWalk> variant,
      Background.Score background,
      LabelScores scores,
      Receiver receiver) {
    LabelScores refined = scores;
    for (CrfStep crf : crfs) {
      refined = crf.apply(image, refined);
    }
    byte[] mask = new byte[refined.pixels()];
    Decision.of(refined, recipe.ignore(), mask, new float[refined.pixels()]);
    receiver.mask(variant, background, LabelMap.wrap(image.width(), image.height(), mask));
  }
}
