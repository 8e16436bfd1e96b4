package org.tag2mask.runtime.walk;

import java.util.Arrays;

/**
 * Plain Java. Weights and maps are first copied to where all loop arrays have the same index: the
 * compiler vectorises such a loop, but not one that reads at a distance, which takes three times as
 * long as copy and loop together.
 */
final class ScalarWalkKernel implements WalkKernel {
  private static final int GROUP = 4;

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public void step(
      StencilLayout layout,
      WalkBuffers buffers,
      float[][] maps,
      float[][] next,
      int channels,
      int from,
      int to) {
    for (int c = 0; c < channels; c += GROUP) {
      group(layout, buffers, maps, next, c, Math.min(GROUP, channels - c), from, to - from);
    }
  }

  private static void group(
      StencilLayout layout,
      WalkBuffers buffers,
      float[][] maps,
      float[][] next,
      int channel,
      int count,
      int from,
      int cells) {
    float[][] totals = buffers.totals;
    float[] ahead = buffers.shifted[0];
    float[] behind = buffers.shifted[1];
    float[] mapAhead = buffers.shifted[2];
    float[] mapBehind = buffers.shifted[3];
    for (int c = 0; c < count; c++) {
      Arrays.fill(totals[c], 0, cells, 0f);
    }
    for (int k = 0; k < layout.offsets.length; k++) {
      int offset = layout.offsets[k];
      int weight = k * layout.plane + from;
      System.arraycopy(buffers.weights, weight, ahead, 0, cells);
      System.arraycopy(buffers.weights, weight - offset, behind, 0, cells);
      for (int c = 0; c < count; c++) {
        System.arraycopy(maps[channel + c], from + offset, mapAhead, 0, cells);
        System.arraycopy(maps[channel + c], from - offset, mapBehind, 0, cells);
        add(totals[c], ahead, mapAhead, behind, mapBehind, cells);
      }
    }
    System.arraycopy(buffers.sums, from, ahead, 0, cells);
    for (int c = 0; c < count; c++) {
      System.arraycopy(maps[channel + c], from, behind, 0, cells);
      divide(totals[c], behind, ahead, cells);
      System.arraycopy(totals[c], 0, next[channel + c], from, cells);
    }
  }

  private static void add(
      float[] total,
      float[] ahead,
      float[] mapAhead,
      float[] behind,
      float[] mapBehind,
      int cells) {
    for (int i = 0; i < cells; i++) {
      total[i] = total[i] + ahead[i] * mapAhead[i] + behind[i] * mapBehind[i];
    }
  }

  private static void divide(float[] total, float[] self, float[] sums, int cells) {
    for (int i = 0; i < cells; i++) {
      total[i] = (total[i] + self[i]) / sums[i];
    }
  }
}
