package org.tag2mask.cli.report;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as the report writes them, the same in every locale. */
final class Numbers {
  /** Stands where there is no number. */
  static final String NONE = "–";

  private Numbers() {}

  /** {@code 0.1234} as {@code 12.3}; {@value #NONE} when it is no number. */
  static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f", 100 * share) : NONE;
  }

  /** As {@link #percent(double)}, with the sign. */
  static String percentSign(double share) {
    return Double.isFinite(share) ? percent(share) + " %" : NONE;
  }

  /** {@code 0.1234} as {@code 0.12}; {@value #NONE} when empty. */
  static String twoPlaces(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : NONE;
  }

  /** A number to sort by, exact; empty when it is no number. */
  static String sortKey(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }

  /** {@code 1234567} as {@code 1,234,567}. */
  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** {@code 1 image}, {@code 2 images}. */
  static String count(long n, String one, String many) {
    return count(n) + " " + (n == 1 ? one : many);
  }
}
