package org.tag2mask.crf;

/** Argument checks whose messages name the argument, the value and the range. */
final class Checks {
  private Checks() {}

  static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected a finite number above 0");
    }
  }

  static void finite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " is " + value + ", expected a finite number");
    }
  }

  static void finite(String name, float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            name + "[" + i + "] is " + values[i] + ", expected a finite number");
      }
    }
  }

  static void between(String name, long value, long low, long high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + low + " to " + high);
    }
  }

  static void openUnit(String name, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected a number between 0 and 1, both excluded");
    }
  }

  /** Checks a flat array's length against a product of extents that may exceed an int. */
  static void length(String name, int actual, long expected, String formula) {
    if (actual != expected) {
      throw new IllegalArgumentException(
          name + " has " + actual + " elements, expected " + formula + " = " + expected);
    }
  }
}
