package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.Optional;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.objective.Objective;

/**
 * What training is wanted.
 *
 * @param train images to learn from
 * @param validation images to measure on
 * @param network text of the network, such as {@code mobilenet_v2[output_stride=16]}
 * @param head name of its head
 * @param objective what is minimised
 * @param weights weight file with first values; initialised from the seed without
 * @param onMismatch what to do with arrays of the file that have another shape
 * @param config all other settings
 * @param out the run folder
 */
public record TrainRequest(
    Dataset train,
    Optional<Dataset> validation,
    String network,
    String head,
    Objective objective,
    Optional<Path> weights,
    WeightLoader.OnMismatch onMismatch,
    TrainConfig config,
    Path out) {}
