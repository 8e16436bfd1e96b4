package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.function.Function;
import org.tag2mask.batch.Confidence;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.contract.ScalesInside;
import org.tag2mask.runtime.recipe.LabelRecipe;

/**
 * What labels for affinity networks are wanted.
 *
 * @param data the images and their tags; those without tags get no labels
 * @param model the classifier file
 * @param recipe makes the recipe for a classifier that runs such scales by itself
 * @param device where the model runs
 * @param job workers and resumption
 * @param confidence whether confidence maps are kept
 * @param limits how large images may be
 * @param out the mask folder
 */
public record LabelsRequest(
    Dataset data,
    Path model,
    Function<ScalesInside, LabelRecipe> recipe,
    Device device,
    JobOptions job,
    Confidence confidence,
    ImageLimits limits,
    Path out) {}
