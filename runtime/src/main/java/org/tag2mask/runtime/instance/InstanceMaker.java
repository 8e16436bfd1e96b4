package org.tag2mask.runtime.instance;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.Refinement.RandomWalk;
import org.tag2mask.runtime.recipe.Refinement.WalkKind;
import org.tag2mask.runtime.session.BoundaryModel;
import org.tag2mask.runtime.walk.BoundaryAffinity;
import org.tag2mask.runtime.walk.PairGeometry;
import org.tag2mask.runtime.walk.WalkBuffers;

/**
 * Finds single objects as IRNet does: cells are grouped by the centre that the displacement field
 * leads them to; the map of every class, restricted to every group, walks along the boundaries by
 * itself; each pixel goes to the walked map that is best there and above the background threshold;
 * and the connected pieces of what a map has won are its objects. Thread-safe.
 *
 * <p>Source: Ahn, Cho and Kwak, "Weakly Supervised Learning of Instance Segmentation with
 * Inter-pixel Relations", CVPR 2019, section 4; the numbers are those of its code.
 */
public final class InstanceMaker {
  private static final int ITERATIONS = 300;
  private static final double STILL = 2.5;

  /** Pieces of a smaller share of the image are no objects. */
  private static final double FRAGMENT = 0.01;

  private final BoundaryModel model;
  private final RandomWalk walk;
  private final PairGeometry geometry;
  private final float background;

  /**
   * A maker.
   *
   * @param recipe one walk of kind irn and a background threshold
   * @param model boundaries and displacements; not closed
   * @throws RecipeException when the recipe is another
   */
  public InstanceMaker(MaskRecipe recipe, BoundaryModel model) {
    if (recipe.refinements().size() != 1
        || !(recipe.refinements().get(0) instanceof RandomWalk only)
        || only.kind() != WalkKind.IRN
        || !(recipe.background() instanceof Background.Threshold threshold)) {
      throw new RecipeException(
          "recipe '"
              + recipe.name()
              + "' makes no instances; they need a walk along boundaries, nothing after it, and a"
              + " background threshold: use irn-walk");
    }
    model.requireDisplacement();
    this.model = model;
    this.walk = only;
    this.geometry = PairGeometry.paths(only.radius());
    this.background = (float) threshold.value();
  }

  /**
   * The objects of an image.
   *
   * @param image the image
   * @param cams its maps on the grid of the boundaries, normalised; not modified
   * @return by class, then by group; none overlap, each is one connected piece
   * @throws org.tag2mask.runtime.Tag2MaskException when the model gives no usable maps
   */
  public List<Instance> make(RgbImage image, Cams cams) {
    if (cams.classIds().length == 0) {
      return List.of();
    }
    BoundaryModel.Boundaries maps = model.edgesAndDisplacements(image, walk.mode());
    int[] groups =
        new DisplacementField(maps.displacement().orElseThrow(), maps.height(), maps.width())
            .groups(ITERATIONS, STILL);
    List<Seed> seeds = Seed.of(cams, groups, maps.edge());
    if (seeds.isEmpty()) {
      return List.of();
    }
    int cells = groups.length;
    float[] start = new float[seeds.size() * cells];
    for (int s = 0; s < seeds.size(); s++) {
      System.arraycopy(seeds.get(s).cells(), 0, start, s * cells, cells);
    }
    float[] walked =
        BoundaryAffinity.transition(
                maps.edge(), maps.height(), maps.width(), geometry, walk.beta(), new WalkBuffers())
            .walk(start, seeds.size(), walk.steps().on(cells))
            .get(0);
    Winners winners =
        Winners.of(walked, seeds.size(), model.stride(), image.width(), image.height());
    List<Instance> found = new ArrayList<>();
    for (int s = 0; s < seeds.size(); s++) {
      found.addAll(pieces(seeds.get(s).classId(), winners.region(s, background), winners));
    }
    return found;
  }

  private static List<Instance> pieces(int classId, boolean[] region, Winners winners) {
    Components components = Components.of(region, winners.height(), winners.width());
    List<BitSet> pixels = new ArrayList<>();
    float[] scores = new float[components.count()];
    for (int c = 0; c < components.count(); c++) {
      pixels.add(new BitSet(region.length));
    }
    for (int i = 0; i < region.length; i++) {
      int piece = components.labels()[i] - 1;
      if (piece >= 0) {
        pixels.get(piece).set(i);
        scores[piece] = Math.max(scores[piece], winners.share(i));
      }
    }
    List<Instance> pieces = new ArrayList<>();
    for (int c = 0; c < scores.length; c++) {
      if (pixels.get(c).cardinality() >= FRAGMENT * region.length) {
        pieces.add(
            new Instance(classId, scores[c], winners.width(), winners.height(), pixels.get(c)));
      }
    }
    return pieces;
  }
}
