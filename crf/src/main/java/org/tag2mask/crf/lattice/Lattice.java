package org.tag2mask.crf.lattice;

/**
 * The sparse permutohedral lattice of one kernel and one image: for every pixel the d+1 enclosing
 * points and their barycentric weights, for every point its neighbours along d+1 axes.
 *
 * <p>Point numbers run from 1 to {@link #points}; number 0 stands for an absent neighbour and
 * always has the value 0.
 */
public final class Lattice {
  /** d+1: vertices of a simplex, and axes of the blur. */
  public final int vertices;

  /** The number of pixels. */
  public final int pixels;

  /** The number of lattice points. */
  public final int points;

  /** {@code [pixel * vertices + k]}: number of vertex k. May be longer than needed. */
  public final int[] index;

  /** {@code [pixel * vertices + k]}: weight of vertex k. May be longer than needed. */
  public final float[] weight;

  /** {@code [axis][point]}: the neighbours one step up. May be longer than needed. */
  public final int[][] next;

  /** {@code [axis][point]}: the neighbours one step down. May be longer than needed. */
  public final int[][] previous;

  /** {@code [stripe]}: the first point that a stripe of the image touches. */
  public final int[] low;

  /** {@code [stripe]}: one more than the last point that a stripe touches. */
  public final int[] high;

  Lattice(
      int vertices,
      int pixels,
      int points,
      int[] index,
      float[] weight,
      int[][] next,
      int[][] previous,
      int[] low,
      int[] high) {
    this.vertices = vertices;
    this.pixels = pixels;
    this.points = points;
    this.index = index;
    this.weight = weight;
    this.next = next;
    this.previous = previous;
    this.low = low;
    this.high = high;
  }
}
