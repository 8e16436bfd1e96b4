package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.Optional;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.data.metric.ScoreRules;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.recipe.MaskRecipe;

/**
 * Which threshold curve is wanted.
 *
 * @param data images with true masks and tags
 * @param model the classifier
 * @param recipe its scales, flips and normalisation are used
 * @param thresholds ascending
 * @param rules which classes the means run over
 * @param device where the model runs
 * @param workers images worked on at the same time
 * @param limits how large images may be
 * @param out JSON file to write
 */
public record CurveRequest(
    Dataset data,
    Path model,
    MaskRecipe recipe,
    float[] thresholds,
    ScoreRules rules,
    Device device,
    int workers,
    ImageLimits limits,
    Optional<Path> out) {}
