package org.tag2mask.crf.lattice;

/**
 * The feature vectors of all pixels, divided by their standard deviations, on demand. Everything is
 * computed in float in the order of the C++ code: a regular grid of positions has exact ties
 * between lattice coordinates, and which vertices exist on the border depends on how rounding
 * breaks them.
 */
public abstract class FeatureSource {

  /** The number of dimensions d. */
  public abstract int dimensions();

  /** The number of pixels. */
  public abstract int pixels();

  /** A lower bound of feature i over all pixels. */
  public abstract double low(int i);

  /** An upper bound of feature i over all pixels. */
  public abstract double high(int i);

  /**
   * Sets the factors of {@link #read}; tables are made here.
   *
   * @param factor one per dimension, not modified
   */
  public abstract void scale(float[] factor);

  /**
   * Writes f<sub>i</sub> factor<sub>i</sub> of a run of pixels.
   *
   * @param from first pixel
   * @param count number of pixels
   * @param out {@code [dimension][0..count)}, modified
   */
  public abstract void read(int from, int count, float[][] out);

  /** (i / deviation) * factor for i = 0, 1, ... */
  static float[] ramp(int length, double deviation, float factor) {
    float[] table = new float[length];
    for (int i = 0; i < length; i++) {
      table[i] = i / (float) deviation * factor;
    }
    return table;
  }
}
