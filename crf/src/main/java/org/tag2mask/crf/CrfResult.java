package org.tag2mask.crf;

/**
 * What a refinement returns: the distribution of every pixel over the given labels, and its best
 * label.
 *
 * <p>A result made with a caller's {@link CrfWorkspace} <b>views arrays of that workspace</b>: they
 * may be longer than needed and change with the next use of the workspace. {@link #copy()} keeps
 * them. A result made without one owns its arrays.
 */
public final class CrfResult {
  private final int width;
  private final int height;
  private final int labelCount;
  private final float[] probabilities;
  private final byte[] labels;
  private final CrfTrace trace;

  CrfResult(
      int width, int height, int labelCount, float[] probabilities, byte[] labels, CrfTrace trace) {
    this.width = width;
    this.height = height;
    this.labelCount = labelCount;
    this.probabilities = probabilities;
    this.labels = labels;
    this.trace = trace;
  }

  /** Width W in pixels. */
  public int width() {
    return width;
  }

  /** Height H in pixels. */
  public int height() {
    return height;
  }

  /** The number of labels L. */
  public int labelCount() {
    return labelCount;
  }

  /**
   * The distribution, planar {@code [L][H*W]}: {@code probabilities()[l * width * height + pixel]}.
   * Not a copy; see the class comment.
   */
  public float[] probabilities() {
    return probabilities;
  }

  /**
   * The label with the highest probability of every pixel, an index 0..L-1 (unsigned), row by row;
   * the lowest index on a tie. Not a copy; see the class comment.
   */
  public byte[] labels() {
    return labels;
  }

  /** The probability of one label at one pixel. */
  public float probability(int label, int x, int y) {
    return probabilities[(label * height + y) * width + x];
  }

  /** How the free energy fell from iteration to iteration; empty unless it was asked for. */
  public CrfTrace trace() {
    return trace;
  }

  /** The same result in arrays of its own, of exactly the needed length. */
  public CrfResult copy() {
    int pixels = width * height;
    return new CrfResult(
        width,
        height,
        labelCount,
        java.util.Arrays.copyOf(probabilities, labelCount * pixels),
        java.util.Arrays.copyOf(labels, pixels),
        trace);
  }
}
