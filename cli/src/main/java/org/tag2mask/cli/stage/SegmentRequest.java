package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tag2mask.batch.Confidence;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.recipe.ClassFilter;
import org.tag2mask.runtime.recipe.SegmentRecipe;

/**
 * What segmentation is wanted.
 *
 * @param images opens the images, with tags where masks are restricted to them
 * @param model the segmenter file
 * @param recipe makes the recipe from the one the model brings along
 * @param device where the model runs
 * @param job workers and resumption
 * @param confidence whether confidence maps are kept
 * @param extras further files of each image
 * @param coco a COCO results file of all masks
 * @param limits how large images may be
 * @param out the mask folder
 */
public record SegmentRequest(
    Function<ClassFilter, Dataset> images,
    Path model,
    UnaryOperator<SegmentRecipe> recipe,
    Device device,
    JobOptions job,
    Confidence confidence,
    Set<Extra> extras,
    Optional<CocoOutput> coco,
    ImageLimits limits,
    Path out) {

  /** A further file of an image. */
  public enum Extra {
    /** The mask over its photo. */
    OVERLAY(".overlay.jpg"),
    /** The probability of background and every class at every pixel, {@code [K+1,H,W]}. */
    PROBABILITIES(".prob.npy");

    private final String ending;

    Extra(String ending) {
      this.ending = ending;
    }

    String ending() {
      return ending;
    }
  }
}
