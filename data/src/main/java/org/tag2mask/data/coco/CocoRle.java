package org.tag2mask.data.coco;

import java.util.Arrays;
import java.util.List;
import org.tag2mask.runtime.image.LabelMap;

/**
 * A binary mask as COCO's run-length code: the pixels in column-major order (down the first column,
 * then the second), as lengths of runs that are outside and inside in turn, outside first. {@code 0
 * 0 1 1 1 0 1} is {@code [2, 3, 1, 1]}; {@code 1 1 1 1 1 1 0} is {@code [0, 6, 1]}. Immutable and
 * canonical: only the first run may be empty, so equal masks are equal codes.
 *
 * <p>The format is that of the COCO API's mask functions, used by its annotations and results.
 */
public final class CocoRle {

  /** How two masks become one. */
  public enum Merge {
    /** Pixels inside any. */
    UNION,
    /** Pixels inside all. */
    INTERSECTION
  }

  private final int width;
  private final int height;
  private final int[] counts;

  private CocoRle(int width, int height, int[] counts) {
    this.width = width;
    this.height = height;
    this.counts = counts;
  }

  /**
   * A mask from its runs.
   *
   * @param width columns, at least 1
   * @param height rows, at least 1
   * @param counts lengths of the runs, outside first; empty runs are joined; not modified
   * @throws CocoException when a length is negative or their sum is not {@code width*height}
   */
  public static CocoRle ofCounts(int width, int height, int... counts) {
    checkSize(width, height);
    Runs runs = new Runs();
    long sum = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] < 0) {
        throw new CocoException("run " + i + " has the length " + counts[i]);
      }
      sum += counts[i];
      runs.add(counts[i], i % 2 == 1);
    }
    if (sum != (long) width * height) {
      throw new CocoException(
          "the runs cover "
              + sum
              + " pixels, expected "
              + width
              + " x "
              + height
              + " = "
              + (long) width * height);
    }
    return new CocoRle(width, height, runs.toArray());
  }

  /** Refuses sizes whose pixels cannot be counted by an int. */
  static void checkSize(int width, int height) {
    if (width < 1 || height < 1 || (long) width * height > Integer.MAX_VALUE) {
      throw new CocoException(
          "a mask of "
              + width
              + " x "
              + height
              + ", expected at least 1 x 1 and below 2^31 pixels");
    }
  }

  /**
   * A mask from the compressed text of {@code counts}; see {@link #compressed()}.
   *
   * @param width columns, at least 1
   * @param height rows, at least 1
   * @throws CocoException when the text is broken or does not fit the size
   */
  public static CocoRle parse(int width, int height, String compressed) {
    return ofCounts(width, height, CountsText.decode(compressed));
  }

  /**
   * The pixels of a label map that have one label.
   *
   * @param labels not modified
   * @param label 0..255
   */
  public static CocoRle ofLabel(LabelMap labels, int label) {
    byte[] pixels = labels.array();
    int width = labels.width();
    int height = labels.height();
    Runs runs = new Runs();
    for (int x = 0; x < width; x++) {
      for (int i = x; i < pixels.length; i += width) {
        runs.add(1, (pixels[i] & 0xff) == label);
      }
    }
    return new CocoRle(width, height, runs.toArray());
  }

  /**
   * Joins masks of one size.
   *
   * @param masks at least one
   * @param rule which pixels the result has
   * @throws IllegalArgumentException when there is none or the sizes differ
   */
  public static CocoRle merge(List<CocoRle> masks, Merge rule) {
    if (masks.isEmpty()) {
      throw new IllegalArgumentException("no mask to merge, expected at least one");
    }
    CocoRle result = masks.get(0);
    for (CocoRle mask : masks.subList(1, masks.size())) {
      result = result.merged(mask, rule);
    }
    return result;
  }

  private CocoRle merged(CocoRle other, Merge rule) {
    if (other.width != width || other.height != height) {
      throw new IllegalArgumentException("cannot merge " + this + " with " + other);
    }
    Runs runs = new Runs();
    int a = 0;
    int b = 0;
    int leftA = counts[0];
    int leftB = other.counts[0];
    for (int done = 0; done < width * height; ) {
      while (leftA == 0) {
        leftA = counts[++a];
      }
      while (leftB == 0) {
        leftB = other.counts[++b];
      }
      int step = Math.min(leftA, leftB);
      boolean inA = a % 2 == 1;
      boolean inB = b % 2 == 1;
      runs.add(step, rule == Merge.UNION ? inA || inB : inA && inB);
      leftA -= step;
      leftB -= step;
      done += step;
    }
    return new CocoRle(width, height, runs.toArray());
  }

  /** Columns. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** The lengths of the runs, outside first; new array. */
  public int[] counts() {
    return counts.clone();
  }

  /** The runs as COCO's compressed text, printable ASCII. */
  public String compressed() {
    return CountsText.encode(counts);
  }

  /** The number of pixels inside. */
  public long area() {
    long area = 0;
    for (int i = 1; i < counts.length; i += 2) {
      area += counts[i];
    }
    return area;
  }

  /** The smallest rectangle around the pixels inside. */
  public CocoBox box() {
    int left = width;
    int right = -1;
    int top = height;
    int bottom = -1;
    int from = 0;
    for (int i = 0; i < counts.length; from += counts[i], i++) {
      if (i % 2 == 1) {
        int last = from + counts[i] - 1;
        boolean oneColumn = from / height == last / height;
        left = Math.min(left, from / height);
        right = Math.max(right, last / height);
        top = oneColumn ? Math.min(top, from % height) : 0;
        bottom = oneColumn ? Math.max(bottom, last % height) : height - 1;
      }
    }
    return right < 0
        ? new CocoBox(0, 0, 0, 0)
        : new CocoBox(left, top, right - left + 1, bottom - top + 1);
  }

  /**
   * Writes a label into every pixel inside.
   *
   * @param labels {@code [height][width]}; modified
   * @param label 0..255
   * @throws IllegalArgumentException when the array has another length
   */
  public void paint(byte[] labels, int label) {
    if (labels.length != width * height) {
      throw new IllegalArgumentException(
          "labels has " + labels.length + " elements, expected " + width + " * " + height);
    }
    int from = 0;
    for (int i = 0; i < counts.length; from += counts[i], i++) {
      if (i % 2 == 1) {
        for (int p = from; p < from + counts[i]; p++) {
          labels[p % height * width + p / height] = (byte) label;
        }
      }
    }
  }

  /**
   * The mask as a map of its own.
   *
   * @param label what pixels inside get, 1..255; the others get 0
   * @return new map
   */
  public LabelMap decode(int label) {
    byte[] labels = new byte[width * height];
    paint(labels, label);
    return LabelMap.wrap(width, height, labels);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CocoRle that
        && that.width == width
        && that.height == height
        && Arrays.equals(that.counts, counts);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "CocoRle[" + width + "x" + height + ", " + area() + " pixels]";
  }
}
