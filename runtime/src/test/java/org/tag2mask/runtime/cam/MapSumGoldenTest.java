package org.tag2mask.runtime.cam;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.Golden;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.mask.LabelScores;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.CamMerge;
import org.tag2mask.runtime.recipe.CamNormalization;
import org.tag2mask.runtime.recipe.Grid;
import org.tag2mask.runtime.recipe.Placement;

/** The merges of PSA, IRN and SEAM against what their code gave. */
class MapSumGoldenTest {

  @Test
  void psaSumsFullSizeMapsAndTheirMirroredTwins() {
    Golden.assertClose(Golden.read("psa_ms_merge__sum_cam"), Golden.every(7, psaSum()));
  }

  @Test
  void psaDividesByTheMaximumOfEachClass() {
    float[] cams = psaSum();
    CamNormalization.MAX.apply(cams, 2, 75 * 101);
    Golden.assertClose(Golden.read("psa_ms_merge__norm_cam"), Golden.every(7, cams));
  }

  @Test
  void psaBackgroundIsAPowerOfWhatTheClassesLeave() {
    float[] planes = psaSum();
    CamNormalization.MAX.apply(planes, 2, 75 * 101);
    Cams cams = new Cams(new int[] {3, 15}, 101, 75, Grid.FULL, planes, new float[20]);
    Golden.assertClose(
        Golden.read("psa_ms_merge__bgcam_la"),
        Golden.every(2, LabelScores.of(cams, new Background.AlphaPower(4)).planes()));
    Golden.assertClose(
        Golden.read("psa_ms_merge__bgcam_ha"),
        Golden.every(2, LabelScores.of(cams, new Background.AlphaPower(32)).planes()));
  }

  private static float[] psaSum() {
    MapSum sum = new MapSum(merge(FlipMerge.SUM, Placement.STRETCH), 8, 101, 75, classes(2, 14));
    int[][] sizes = {{10, 13}, {5, 7}, {14, 19}, {19, 26}};
    for (int i = 0; i < 4; i++) {
      int h = sizes[i][0];
      int w = sizes[i][1];
      float[] plain = Golden.relu(Golden.formula("psa_ms_merge.raw" + 2 * i, 20 * h * w));
      float[] mirrored = Golden.relu(Golden.formula("psa_ms_merge.raw" + (2 * i + 1), 20 * h * w));
      sum.add(plain, mirrored, h, w, 8 * w, 8 * h);
    }
    return sum.sum();
  }

  @Test
  void irnStretchesOverThePaddedImageAndCrops() {
    Golden.assertClose(Golden.read("irn_ms_merge__high_res_cam"), Golden.every(7, irn(Grid.FULL)));
  }

  @Test
  void irnStretchesStraightToTheQuarterGrid() {
    Golden.assertClose(Golden.read("irn_ms_merge__strided_cam"), irn(Grid.QUARTER));
  }

  private static float[] irn(Grid grid) {
    CamMerge merge = merge(FlipMerge.NONE, Placement.STRETCH_PADDED).withGrid(grid);
    MapSum sum = new MapSum(merge, 16, 101, 75, classes(2, 14));
    int[][] sizes = {{5, 7}, {3, 4}, {7, 10}, {10, 13}};
    for (int i = 0; i < 4; i++) {
      int h = sizes[i][0];
      int w = sizes[i][1];
      float[] map = Golden.relu(Golden.formula("irn_ms_merge.out" + i, 20 * h * w));
      sum.add(map, null, h, w, 16 * w, 16 * h);
    }
    float[] cams = sum.sum();
    CamNormalization.MAX.apply(cams, 2, cams.length / 2);
    return cams;
  }

  @Test
  void seamClampsTheSumAndEndsSlightlyBelowZero() {
    // Channel 0 of SEAM's map is background, so class k of its 0-based tags is channel k + 1.
    MapSum sum = new MapSum(merge(FlipMerge.SUM, Placement.STRETCH), 8, 50, 37, classes(4, 12));
    int[][] sizes = {{18, 25}, {37, 50}, {56, 75}, {74, 100}};
    for (int i = 0; i < 4; i++) {
      int h = sizes[i][0];
      int w = sizes[i][1];
      sum.add(
          Golden.formula("seam_ms_merge.raw" + 2 * i, 21 * h * w),
          Golden.formula("seam_ms_merge.raw" + (2 * i + 1), 21 * h * w),
          h,
          w,
          8 * w,
          8 * h);
    }
    float[] cams = sum.sum();
    CamNormalization.SEAM.apply(cams, 2, 37 * 50);
    Golden.assertClose(Golden.read("seam_ms_merge__norm_cam"), cams);
  }

  private static CamMerge merge(FlipMerge flip, Placement placement) {
    return new CamMerge(List.of(1.0), flip, placement, Grid.FULL, CamNormalization.NONE);
  }

  private static int[] classes(int... channels) {
    return channels;
  }
}
