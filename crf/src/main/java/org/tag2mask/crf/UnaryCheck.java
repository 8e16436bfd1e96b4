package org.tag2mask.crf;

/** Finds an energy that is not a number, or so large that differences of two would overflow. */
final class UnaryCheck {
  private static final float LARGEST = 1e30f;

  private static final int CHUNK = 256;

  private UnaryCheck() {}

  static void check(float[] unary, int labels, int pixels) {
    float[] seen = new float[CHUNK];
    int size = labels * pixels;
    for (int from = 0; from < size; from += CHUNK) {
      int count = Math.min(CHUNK, size - from);
      // x * 3e8 overflows beyond LARGEST, and infinity * 0 is NaN: one test per column is enough,
      // and the loop has no branch.
      accumulate(unary, from, seen, count);
    }
    for (float value : seen) {
      if (value != 0) {
        report(unary, size);
      }
    }
  }

  private static void accumulate(float[] unary, int from, float[] seen, int count) {
    for (int i = 0; i < count; i++) {
      seen[i] += unary[from + i] * (Float.MAX_VALUE / LARGEST) * 0f;
    }
  }

  private static void report(float[] unary, int size) {
    for (int i = 0; i < size; i++) {
      if (!(Math.abs(unary[i]) <= LARGEST)) {
        throw new IllegalArgumentException(
            "unary[" + i + "] is " + unary[i] + ", expected a finite energy from -1e30 to 1e30");
      }
    }
  }
}
