package org.tag2mask.data.augment;

/** The check of random ranges. */
final class Range {

  private Range() {}

  static void check(String name, double low, double high, double least) {
    if (!(low >= least && low <= high)) {
      throw new IllegalArgumentException(
          name + " is " + low + ".." + high + ", expected an ascending range from " + least);
    }
  }
}
