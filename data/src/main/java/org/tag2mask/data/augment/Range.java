package org.tag2mask.data.augment;

/** The check of random ranges. */
final class Range {

  private Range() {}

  static void check(String name, double low, double high, double least) {
    if (!(low >= least && low <= high)) {
      String from = least == Double.MIN_VALUE ? "above 0" : "from " + least;
      throw new IllegalArgumentException(
          name + " is " + low + ".." + high + ", expected an ascending range " + from);
    }
  }
}
