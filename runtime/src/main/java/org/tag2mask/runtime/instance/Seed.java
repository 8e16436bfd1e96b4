package org.tag2mask.runtime.instance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tag2mask.runtime.cam.Cams;

/**
 * Where the walk of one possible object starts: a class's map, weakened at boundaries, on the cells
 * of one group.
 *
 * @param classId 1..K
 * @param cells {@code [cells]}, not all 0
 */
record Seed(int classId, float[] cells) {

  /**
   * The seeds of an image. Those that are 0 everywhere could win no pixel and are left out.
   *
   * @param cams maps on the grid of the groups; not modified
   * @param groups group by cell, from 0; not modified
   * @param edge boundary probability by cell; not modified
   * @return by class, then by group
   */
  static List<Seed> of(Cams cams, int[] groups, float[] edge) {
    int count = Arrays.stream(groups).max().orElse(-1) + 1;
    List<Seed> seeds = new ArrayList<>();
    for (int c = 0; c < cams.classIds().length; c++) {
      float[][] byGroup = new float[count][];
      for (int i = 0; i < groups.length; i++) {
        float value = cams.planes()[c * groups.length + i] * (1 - edge[i]);
        if (value > 0) {
          if (byGroup[groups[i]] == null) {
            byGroup[groups[i]] = new float[groups.length];
          }
          byGroup[groups[i]][i] = value;
        }
      }
      for (float[] cells : byGroup) {
        if (cells != null) {
          seeds.add(new Seed(cams.classIds()[c], cells));
        }
      }
    }
    return seeds;
  }
}
