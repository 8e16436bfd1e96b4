package org.tag2mask.runtime.mask;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.Refinement;
import org.tag2mask.runtime.recipe.Refinement.WalkKind;

/**
 * The part of a recipe after the maps: background, refinements, best label, ignored pixels,
 * confidence. Thread-safe.
 */
public final class MaskMaker {
  static final String WALK_STAGE = "walk";
  static final String CRF_STAGE = "refine";
  private static final String MASK_STAGE = "mask";

  private final MaskRecipe recipe;
  private final Optional<BoundaryWalk> boundaryWalk;
  private final List<ScoreStep> steps;
  private final List<String> stages;

  /**
   * A maker of masks by a recipe without random walks.
   *
   * @param recipe its background, refinements and ignore rule are used
   * @throws RecipeException when the recipe walks
   */
  public MaskMaker(MaskRecipe recipe) {
    this(recipe, WalkModels.NONE);
  }

  /**
   * A maker of masks.
   *
   * @param recipe its background, refinements and ignore rule are used
   * @param models what its walks follow; not closed
   * @throws RecipeException when the recipe needs a model that is not there, leaves one unused, or
   *     has maps on another grid than the boundaries
   */
  public MaskMaker(MaskRecipe recipe, WalkModels models) {
    models.requireFor(recipe);
    this.recipe = recipe;
    BoundaryWalk first = null;
    List<ScoreStep> list = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Refinement refinement : recipe.refinements()) {
      if (refinement instanceof Refinement.Crf crf) {
        list.add(crf(new CrfStep(crf)));
      } else if (refinement instanceof Refinement.RandomWalk walk) {
        if (walk.kind() == WalkKind.IRN) {
          first = new BoundaryWalk(walk, models.boundary().orElseThrow());
          names.addAll(List.of(BoundaryWalk.MODEL_STAGE, WALK_STAGE));
        } else {
          list.add(new AffinityWalk(walk, models.affinity().orElseThrow()));
          names.addAll(List.of(AffinityWalk.MODEL_STAGE, WALK_STAGE));
        }
      }
    }
    names.addAll(List.of(CRF_STAGE, MASK_STAGE));
    this.boundaryWalk = Optional.ofNullable(first);
    this.steps = List.copyOf(list);
    this.stages = List.copyOf(names);
  }

  private static ScoreStep crf(CrfStep step) {
    return (image, scores, clock) -> {
      LabelScores refined = step.apply(image, scores);
      clock.lap(CRF_STAGE);
      return refined;
    };
  }

  /**
   * Makes the mask of an image.
   *
   * @param image the image the maps belong to
   * @param cams its maps, normalised; not modified
   * @return the mask; times of {@code affinity}, {@code boundary} and {@code walk} (where the
   *     recipe walks), {@code refine} and {@code mask} only
   * @throws IllegalArgumentException when image and maps differ in size
   * @throws org.tag2mask.runtime.Tag2MaskException when a refinement cannot be made
   */
  public MaskResult make(RgbImage image, Cams cams) {
    if (image.width() != cams.width() || image.height() != cams.height()) {
      throw new IllegalArgumentException(
          "maps of " + cams.width() + "x" + cams.height() + " do not belong to " + image);
    }
    StageClock clock = new StageClock(stages);
    Cams maps = boundaryWalk.map(walk -> walk.apply(image, cams, clock)).orElse(cams);
    LabelScores scores = LabelScores.of(maps, recipe.background());
    clock.lap(MASK_STAGE);
    for (ScoreStep step : steps) {
      scores = step.apply(image, scores, clock);
    }
    clock.lap(CRF_STAGE);
    byte[] mask = new byte[scores.pixels()];
    float[] confidence = new float[scores.pixels()];
    double mean = Decision.of(scores, recipe.ignore(), mask, confidence);
    clock.lap(MASK_STAGE);
    return new MaskResult(
        LabelMap.wrap(image.width(), image.height(), mask),
        confidence,
        mean,
        cams.classIds(),
        cams.scores(),
        clock.milliseconds());
  }
}
