package org.tag2mask.trainer.attention;

import ai.djl.ndarray.NDArray;

/**
 * What a step's forward pass saw, for gathering maps.
 *
 * @param every row i belongs to image {@code i·every} of the batch: 1, or 2 for pairs of which the
 *     first images were looked at
 * @param cam {@code [N,K,h,w]}, not negative
 * @param score {@code [N,K]}
 */
public record Observation(int every, NDArray cam, NDArray score) {}
