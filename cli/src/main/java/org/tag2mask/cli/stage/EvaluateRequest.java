package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.metric.ScoreRules;
import org.tag2mask.data.metric.SizeLimits;

/**
 * What is compared with the truth.
 *
 * @param data images with true masks
 * @param masks folder of predicted masks, {@code <id>.png}
 * @param rules which classes the means run over, and what 255 in a prediction counts
 * @param sizes what small and large objects are
 * @param erosion side of the erosion square of SemFormer's evaluation, 1 for none
 * @param settings how the masks came about, for the record
 * @param out JSON file to write
 */
public record EvaluateRequest(
    Dataset data,
    Path masks,
    ScoreRules rules,
    SizeLimits sizes,
    int erosion,
    Map<String, String> settings,
    Optional<Path> out) {}
