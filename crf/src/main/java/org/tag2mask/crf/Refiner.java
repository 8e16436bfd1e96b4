package org.tag2mask.crf;

/**
 * Refines a soft mask by the colours of its image: {@link CrfRefiner} (dense CRF) or {@link Pamr}.
 * Implementations are immutable and safe to share between threads.
 */
public interface Refiner {

  /**
   * Refines one image.
   *
   * @param width W, at least 1
   * @param height H, at least 1
   * @param rgb interleaved {@code [H][W][3]}, unsigned bytes, not modified
   * @param probabilities planar {@code [L][H*W]}, finite, not modified
   * @param labels L, 1 to {@link DenseCrf#MAX_LABELS}; give only labels that are present
   * @return the refined mask in arrays of its own
   * @throws IllegalArgumentException for wrong lengths or values; the message names the argument
   */
  CrfResult refine(int width, int height, byte[] rgb, float[] probabilities, int labels);
}
