package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tag2mask.batch.InstanceMasks;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.recipe.MaskRecipe;

/**
 * What instances are wanted.
 *
 * @param data the images and their tags
 * @param model the classifier file
 * @param boundary the boundary model, with displacements
 * @param recipe makes the recipe from the one the model brings along
 * @param device where the models run
 * @param job workers and resumption
 * @param pictures whether overlays are wanted
 * @param annotations COCO annotations that tell the numbers of images and categories
 * @param limits how large images may be
 * @param out the folder
 */
public record InstancesRequest(
    Dataset data,
    Path model,
    Path boundary,
    UnaryOperator<MaskRecipe> recipe,
    Device device,
    JobOptions job,
    InstanceMasks.Pictures pictures,
    Optional<Path> annotations,
    ImageLimits limits,
    Path out) {}
