package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.recipe.MaskRecipe;

/**
 * Which maps are wanted.
 *
 * @param data the images and their tags
 * @param model the classifier
 * @param recipe makes the recipe from the one the model brings along
 * @param format how maps are written
 * @param device where the model runs
 * @param workers images worked on at the same time
 * @param limits how large images may be
 * @param out the folder
 */
public record CamsRequest(
    Dataset data,
    Path model,
    UnaryOperator<MaskRecipe> recipe,
    Format format,
    Device device,
    int workers,
    ImageLimits limits,
    Path out) {

  /** How maps are written. */
  public enum Format {
    /** {@code <id>.npy}: float32 {@code [classes][h][w]}. */
    NPY,
    /** {@code <id>.<class id>.png}: 8-bit grey, one file a class. */
    PNG
  }
}
