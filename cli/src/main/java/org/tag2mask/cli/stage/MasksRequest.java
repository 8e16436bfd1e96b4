package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.tag2mask.batch.Confidence;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.recipe.MaskRecipe;

/**
 * What masks are wanted.
 *
 * @param data the images and their tags
 * @param model the classifier file
 * @param walk files of the models that the recipe's walks follow
 * @param recipe makes the recipe from the one the model brings along
 * @param device where the model runs
 * @param job workers and resumption
 * @param confidence whether confidence maps are kept
 * @param limits how large images may be
 * @param out the mask folder
 */
public record MasksRequest(
    Dataset data,
    Path model,
    WalkModelFiles walk,
    UnaryOperator<MaskRecipe> recipe,
    Device device,
    JobOptions job,
    Confidence confidence,
    ImageLimits limits,
    Path out) {}
