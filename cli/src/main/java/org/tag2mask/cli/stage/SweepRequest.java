package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.mask.SweepGrid;
import org.tag2mask.runtime.recipe.MaskRecipe;

/**
 * Which variants of a recipe are scored.
 *
 * @param data images with true masks and tags
 * @param model the classifier file
 * @param walk files of the models that the recipe's walk follows
 * @param recipe makes the recipe from the one the model brings along
 * @param grid the values to try in place of the recipe's own
 * @param device where the models run
 * @param workers images worked on at the same time
 * @param limits how large images may be
 * @param out folder of the results
 */
public record SweepRequest(
    Dataset data,
    Path model,
    WalkModelFiles walk,
    UnaryOperator<MaskRecipe> recipe,
    Function<MaskRecipe, SweepGrid> grid,
    Device device,
    int workers,
    ImageLimits limits,
    Path out) {}
