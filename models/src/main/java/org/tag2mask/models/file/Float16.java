package org.tag2mask.models.file;

/** IEEE 754 binary16 in the low 16 bits of a short: 1 sign, 5 exponent and 10 fraction bits. */
public final class Float16 {
  /** The largest finite value. */
  public static final float MAX = 65504f;

  private static final float SMALLEST = 0x1p-24f;

  private Float16() {}

  /**
   * The value of a bit pattern, exactly.
   *
   * @param bits the 16 bits
   */
  public static float toFloat(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) {
      // zero and subnormals: a whole number of the smallest step
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * SMALLEST));
    }
    int wide = exponent == 0x1f ? 0xff : exponent + (127 - 15);
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }

  /**
   * The nearest binary16, ties to even; beyond the range infinity; NaN stays NaN.
   *
   * @param value any float
   * @return the 16 bits
   */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude >= 65520f) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x1p-14f) {
      // rint rounds ties to even; the product with a power of two is exact
      return (short) (sign | (int) Math.rint(magnitude / SMALLEST));
    }
    int positive = bits & 0x7fffffff;
    int rounded = positive + 0xfff + (positive >>> 13 & 1);
    return (short) (sign | (rounded >>> 13) - (127 - 15 << 10));
  }
}
