package org.tag2mask.runtime.walk;

/**
 * The inner loop of a walk, in a scalar and a vector twin that give the same bits: per cell the
 * products are added in the same order, without fused multiply-add (which was no faster, and lets
 * sums that are 1 drift). Twins have no state and are safe to share.
 */
interface WalkKernel {

  /** The name for logs: {@code scalar} or {@code vector}. */
  String name();

  /**
   * One product for some cells of all maps:
   *
   * <pre>next(p) = (&Sigma;<sub>k</sub> (w<sub>k</sub>(p) maps(p+o<sub>k</sub>)
   *                   + w<sub>k</sub>(p-o<sub>k</sub>) maps(p-o<sub>k</sub>)) + maps(p)) / sums(p)
   * </pre>
   *
   * <p>The cell itself comes last: where boundaries leave it tiny weights to others, these would
   * get lost one by one when added to it, step after step.
   *
   * @param layout of all planes
   * @param buffers weights {@code [offset][plane]} and sums, read only; scratch, modified
   * @param maps {@code [channel][plane]}, read only
   * @param next {@code [channel][plane]}, modified
   * @param channels number of maps
   * @param from first cell, a multiple of {@link StencilLayout#BLOCK}
   * @param to end of the cells, at most {@link StencilLayout#chunk} after from, a multiple likewise
   */
  void step(
      StencilLayout layout,
      WalkBuffers buffers,
      float[][] maps,
      float[][] next,
      int channels,
      int from,
      int to);
}
