package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.data.metric.ScoreRules;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.recipe.MaskRecipe;

/**
 * Which maps of a classifier are compared.
 *
 * @param data images with true masks and tags
 * @param model the classifier
 * @param maps names of its outputs with a map for each class, such as {@code cam}
 * @param recipe makes the recipe from the model's own; its refinements are left out
 * @param rules which classes the means run over
 * @param device where the model runs
 * @param workers images worked on at the same time
 * @param limits how large images may be
 * @param out JSON file to write
 */
public record MapScoresRequest(
    Dataset data,
    Path model,
    List<String> maps,
    UnaryOperator<MaskRecipe> recipe,
    ScoreRules rules,
    Device device,
    int workers,
    ImageLimits limits,
    Optional<Path> out) {}
