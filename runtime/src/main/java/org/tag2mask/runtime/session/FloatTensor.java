package org.tag2mask.runtime.session;

/**
 * An output of a model: float values in C order.
 *
 * @param shape sizes by axis
 * @param values product of the shape many values, the receiver's own
 */
public record FloatTensor(int[] shape, float[] values) {}
