package org.tag2mask.runtime.walk;

import java.util.ArrayList;
import java.util.List;

/**
 * A transition between near cells: {@code A_ii = 1}, {@code A_ij = A_ji} for the pairs of a {@link
 * PairGeometry} and 0 otherwise, columns scaled to sum 1. Only one weight a pair is kept, a plane
 * for each offset: 4 bytes × 34 a cell at radius 5.
 *
 * <p>{@link #walk(float[], int, int...)} is the fast path: float32, all maps together, {@code
 * 4·offsets} floating-point operations per cell, map and step, the same bits with and without the
 * Vector API. Maps of ones come out as they went in, to the bit, and maps without negative values
 * stay without. Maps are expected to have values around 1: below 2^-60 digits are lost, and what is
 * below 2^-84 becomes 0.
 *
 * <p>It lives in {@link WalkBuffers}: not thread-safe, and used up when the buffers serve another.
 */
public final class StencilTransition implements Transition {
  /**
   * Added to maps while they walk. Where nothing has arrived yet, ever smaller numbers would
   * otherwise spread, and below 2^-126 a processor is many times slower. A map that holds this
   * power of two everywhere keeps it to the bit, as one of ones does; so taking it off again leaves
   * exactly 0 where nothing arrives. Rounding never turns the order of two sums around, so that no
   * value falls below it either.
   */
  private static final float FLOOR = 0x1p-60f;

  /** Lower weights count as 0: their products with the floor would be such numbers again. */
  private static final float LEAST_WEIGHT = 0x1p-62f;

  private final PairGeometry geometry;
  private final StencilLayout layout;
  private final WalkBuffers buffers;

  /** Empty, to be filled with weights by {@link #put} and then completed by {@link #finish}. */
  StencilTransition(PairGeometry geometry, int height, int width, WalkBuffers buffers) {
    this.geometry = geometry;
    this.layout = new StencilLayout(geometry, height, width);
    this.buffers = buffers;
    buffers.fitWeights(layout.offsets.length * layout.plane, layout.plane);
    buffers.owner = this;
  }

  /** Sets the weight of the pair from a cell to the one at an offset. */
  void put(int pair, int y, int x, double weight) {
    float single = (float) weight;
    int at = pair * layout.plane + layout.at(y, x);
    buffers.weights[at] = single < LEAST_WEIGHT ? 0 : single;
  }

  /** Sums the columns, in the order in which the kernels add, so that their quotient is exact. */
  StencilTransition finish() {
    float[] sums = buffers.sums;
    float[] weights = buffers.weights;
    for (int k = 0; k < layout.offsets.length; k++) {
      int offset = layout.offsets[k];
      int plane = k * layout.plane;
      for (int p = layout.first; p < layout.first + layout.length; p++) {
        sums[p] += weights[plane + p];
        sums[p] += weights[plane + p - offset];
      }
    }
    for (int p = layout.first; p < layout.first + layout.length; p++) {
      sums[p] += 1;
    }
    return this;
  }

  /**
   * The rows of the map.
   *
   * @return cells
   */
  public int height() {
    return layout.height;
  }

  /**
   * The columns of the map.
   *
   * @return cells
   */
  public int width() {
    return layout.width;
  }

  @Override
  public int cells() {
    return layout.height * layout.width;
  }

  /**
   * The weight {@code A^beta} of a pair, before columns are scaled.
   *
   * @param pair index of the offset in the geometry
   * @param y row of the source
   * @param x column of the source
   * @return 0 when the destination is outside the map, or the pair was left out
   */
  public float weight(int pair, int y, int x) {
    requireOwner();
    return buffers.weights[pair * layout.plane + layout.at(y, x)];
  }

  @Override
  public void step(double[] maps, double[] out, int channels) {
    requireOwner();
    WalkChecks.length(maps.length, channels, cells());
    WalkChecks.length(out.length, channels, cells());
    for (int y = 0; y < layout.height; y++) {
      for (int x = 0; x < layout.width; x++) {
        cell(y, x, maps, out, channels);
      }
    }
  }

  private void cell(int y, int x, double[] maps, double[] out, int channels) {
    int cell = y * layout.width + x;
    for (int c = 0; c < channels; c++) {
      out[c * cells() + cell] = maps[c * cells() + cell];
    }
    double sum = 1;
    for (int k = 0; k < layout.offsets.length; k++) {
      int at = k * layout.plane + layout.at(y, x);
      int offset = geometry.offsets().get(k).flat(layout.width);
      sum += add(buffers.weights[at], cell, cell + offset, maps, out, channels);
      sum += add(buffers.weights[at - layout.offsets[k]], cell, cell - offset, maps, out, channels);
    }
    for (int c = 0; c < channels; c++) {
      out[c * cells() + cell] /= sum;
    }
  }

  /** Adds a neighbour's share; weights towards cells outside the map are 0. */
  private double add(
      double weight, int cell, int neighbour, double[] maps, double[] out, int channels) {
    for (int c = 0; weight != 0 && c < channels; c++) {
      out[c * cells() + cell] += weight * maps[c * cells() + neighbour];
    }
    return weight;
  }

  @Override
  public List<float[]> walk(float[] maps, int channels, int... stepCounts) {
    return walk(maps, channels, WalkKernelChoice.kernel(), stepCounts);
  }

  /** The same with a given twin. */
  List<float[]> walk(float[] maps, int channels, WalkKernel kernel, int... stepCounts) {
    requireOwner();
    WalkChecks.length(maps.length, channels, cells());
    WalkChecks.ascending(stepCounts);
    buffers.fitMaps(channels, layout.plane, layout.chunk);
    layout.spread(maps, FLOOR, buffers.maps, channels);
    Wavefront wavefront = new Wavefront(layout, buffers, kernel, channels);
    List<float[]> results = new ArrayList<>();
    int done = 0;
    for (int count : stepCounts) {
      wavefront.run(count - done);
      done = count;
      float[] result = new float[maps.length];
      layout.gather(buffers.maps, FLOOR, result, channels);
      results.add(result);
    }
    return results;
  }

  private void requireOwner() {
    if (buffers.owner != this) {
      throw new IllegalStateException(
          "the buffers of this transition serve another one since; walk first, or give each its"
              + " own");
    }
  }
}
