package org.tag2mask.models.params;

import java.util.Arrays;

/**
 * The declaration of one named array a graph needs.
 *
 * @param name the name it has in the files users already have, for example {@code
 *     features.0.0.weight}
 * @param shape its sizes, for example {@code [out, in/groups, kh, kw]} of a convolution
 * @param kind what it is, which decides decay and learning rate
 * @param origin whether pretrained files are expected to hold it
 * @param initializer its first values where no file gives them
 */
public record Parameter(
    String name, int[] shape, Kind kind, Origin origin, Initializer initializer) {

  /** What a parameter is to the optimiser. */
  public enum Kind {
    /** Convolution or matrix weights: decayed. */
    WEIGHT,
    /** Additive biases: twice the learning rate and no decay in the PSA family of recipes. */
    BIAS,
    /** Scale of a normalisation layer. */
    NORM_SCALE,
    /** Shift of a normalisation layer. */
    NORM_SHIFT,
    /** A running statistic of batch normalisation: never touched by the optimiser. */
    STATISTIC;

    /** Whether gradients are taken for it. */
    public boolean learned() {
      return this != STATISTIC;
    }
  }

  /** Where the values of a parameter usually come from. */
  public enum Origin {
    /** Part of a backbone for which pretrained files exist. */
    BACKBONE,
    /** A new layer on top, learned from scratch with ten times the learning rate. */
    HEAD
  }

  /** The number of values. */
  public long elements() {
    return Tensor.elements(shape);
  }

  @Override
  public String toString() {
    return name + Arrays.toString(shape);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Parameter p
        && name.equals(p.name)
        && Arrays.equals(shape, p.shape)
        && kind == p.kind
        && origin == p.origin
        && initializer.equals(p.initializer);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }
}
