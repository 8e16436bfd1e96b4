package org.tag2mask.crf;

/**
 * How a Gaussian kernel matrix K is normalised before it multiplies the distribution Q. With D =
 * diag(K 1), the sum of each row of K:
 *
 * <ul>
 *   <li>{@link #SYMMETRIC}: D<sup>-1/2</sup> K D<sup>-1/2</sup>
 *   <li>{@link #BEFORE}: K D<sup>-1</sup>
 *   <li>{@link #AFTER}: D<sup>-1</sup> K
 *   <li>{@link #NONE}: K
 * </ul>
 *
 * <p>The four choices and their meaning are those of pydensecrf. Every published recipe uses {@link
 * #SYMMETRIC}, introduced in Krähenbühl and Koltun, "Parameter learning and convergent inference
 * for dense random fields", ICML 2013.
 */
public enum Normalization {
  /** D<sup>-1/2</sup> K D<sup>-1/2</sup>, the default. */
  SYMMETRIC,
  /** K D<sup>-1</sup>: the input is divided by the row sums, then filtered. */
  BEFORE,
  /** D<sup>-1</sup> K: filtered, then divided by the row sums. */
  AFTER,
  /** K as it is. Weights then grow with the number of pixels a kernel covers. */
  NONE
}
