package org.tag2mask.runtime.walk;

/**
 * Runs many steps over a map in one sweep: while the first step works on a chunk, the second
 * follows at a distance that its neighbours cannot bridge, the third follows the second, and so on.
 * The weights of the cells between the first and the last step stay in the cache and serve all of
 * them; a map whose weights do not fit (102 MB at 4000×3000 pixels) would otherwise be read from
 * memory at every step.
 *
 * <p>Two sets of maps are enough: a step overwrites a chunk of the set before its own input only
 * after the step between them has read it for the last time.
 */
final class Wavefront {
  /** Weights that the steps of one sweep may span: a share of the last-level cache. */
  private static final int SPAN_BYTES = 4 << 20;

  private static final int MOST_STEPS = 8;

  private final StencilLayout layout;
  private final WalkBuffers buffers;
  private final WalkKernel kernel;
  private final int channels;

  /** Chunks of the map. */
  private final int chunks;

  /** Chunks between a step and the next. */
  private final int distance;

  private final int stepsPerSweep;

  Wavefront(StencilLayout layout, WalkBuffers buffers, WalkKernel kernel, int channels) {
    this.layout = layout;
    this.buffers = buffers;
    this.kernel = kernel;
    this.channels = channels;
    this.chunks = (layout.length + layout.chunk - 1) / layout.chunk;
    this.distance = (layout.reach + layout.chunk - 1) / layout.chunk;
    long bytesPerStep = (long) distance * layout.chunk * layout.offsets.length * Float.BYTES;
    this.stepsPerSweep = (int) Math.max(1, Math.min(MOST_STEPS, SPAN_BYTES / bytesPerStep));
  }

  /** Replaces {@code buffers.maps} by the maps so many steps later. */
  void run(int steps) {
    for (int left = steps; left > 0; left -= stepsPerSweep) {
      sweep(Math.min(left, stepsPerSweep));
    }
  }

  private void sweep(int steps) {
    float[][][] sets = {buffers.maps, buffers.next};
    for (int front = 0; front < chunks + (steps - 1) * distance; front++) {
      for (int s = 0; s < steps; s++) {
        int chunk = front - s * distance;
        if (chunk >= 0 && chunk < chunks) {
          int from = layout.first + chunk * layout.chunk;
          int to = Math.min(layout.first + layout.length, from + layout.chunk);
          kernel.step(layout, buffers, sets[s & 1], sets[s + 1 & 1], channels, from, to);
        }
      }
    }
    buffers.maps = sets[steps & 1];
    buffers.next = sets[steps + 1 & 1];
  }
}
