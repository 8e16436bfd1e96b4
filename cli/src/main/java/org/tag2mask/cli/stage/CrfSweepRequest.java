package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tag2mask.cli.option.KernelOptions.Combination;

/**
 * Which settings are tried on which masks.
 *
 * @param data the data set with true masks
 * @param split its split
 * @param limit only the first images, below 0 for all
 * @param masks folder of the label maps to refine
 * @param combinations the settings
 * @param certainty probability that a label is right
 * @param workers images worked on at the same time
 * @param out where the table goes as JSON
 */
public record CrfSweepRequest(
    Path data,
    String split,
    int limit,
    Path masks,
    List<Combination> combinations,
    double certainty,
    int workers,
    Optional<Path> out) {}
