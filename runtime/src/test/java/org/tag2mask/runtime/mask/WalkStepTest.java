package org.tag2mask.runtime.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.runtime.Golden;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.Grid;
import org.tag2mask.runtime.recipe.Refinement.RandomWalk;
import org.tag2mask.runtime.walk.DenseTransition;
import org.tag2mask.runtime.walk.PairGeometry;
import org.tag2mask.runtime.walk.PairIndex;
import org.tag2mask.runtime.walk.WalkBuffers;
import org.tag2mask.runtime.walk.WalkMode;

/** The walk from maps to scores of every pixel, against what the public code gave. */
class WalkStepTest {

  private static Cams irnCams() {
    return new Cams(
        new int[] {4, 9, 17},
        123,
        93,
        Grid.QUARTER,
        Golden.read("irn_walk_24x31__cam"),
        new float[20]);
  }

  private static Cams irnWalked(Cams cams) {
    return BoundaryWalk.walked(
        cams,
        Golden.read("irn_walk_24x31__edge"),
        RandomWalk.irn(),
        PairGeometry.paths(5),
        new WalkBuffers());
  }

  @Test
  void irnStretchesWalkedMapsAndDividesByTheLargestOfAll() {
    Cams walked = irnWalked(irnCams());
    assertEquals(Grid.FULL, walked.grid());
    check(Golden.readLarge("walk/irn_walk_24x31__rw_up"), Golden.every(4, walked.planes()), 8e-5);
  }

  @Test
  void irnTakesTheBestMapAboveItsBackground() {
    LabelScores scores = LabelScores.of(irnWalked(irnCams()), new Background.Threshold(0.25));
    checkLabels(Golden.readLarge("walk/irn_walk_24x31__rw_pred"), scores, new int[] {0, 1, 2, 3});
  }

  @Test
  void mapsThatAreAllZeroStayZero() {
    Cams none = new Cams(new int[] {1}, 123, 93, Grid.QUARTER, new float[24 * 31], new float[20]);
    assertArrayEquals(new float[123 * 93], irnWalked(none).planes());
  }

  private static LabelScores psaScores() {
    Cams cams =
        new Cams(
            new int[] {5, 9, 15},
            188,
            155,
            Grid.FULL,
            Golden.readLarge("walk/psa_walk_20x24__cam"),
            new float[20]);
    return LabelScores.of(cams, new Background.AlphaPower(16));
  }

  @Test
  void affinityNetAveragesScoresOverCellsWithTheOverhangAsZero() {
    check(
        Golden.read("psa_walk_20x24__cam_pooled"),
        CellMeans.of(psaScores(), 8, WalkMode.COMPAT),
        1e-6);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void affinityNetWalksWithBackgroundAndStretchesBack(int logarithm) {
    RandomWalk walk = RandomWalk.psa().withSteps(1 << logarithm).withMode(WalkMode.COMPAT);
    LabelScores walked = AffinityWalk.walked(psaScores(), psaTransition(), 8, walk);
    checkLabels(
        Golden.readLarge("walk/psa_walk_20x24__pred_logt" + logarithm),
        walked,
        new int[] {0, 5, 9, 15});
    float[] padded = Golden.readLarge("walk/psa_walk_20x24__cam_rw_up_logt" + logarithm);
    int compared = 0;
    for (int i = 0; i < padded.length; i++) {
      int at = 11 * i;
      int x = at % 192;
      int y = at / 192 % 160;
      if (x < 188 && y < 155) {
        float found = walked.planes()[(at / (192 * 160) * 155 + y) * 188 + x];
        assertEquals(padded[i], found, 2e-6f, "pixel " + x + "," + y);
        compared++;
      }
    }
    assertTrue(compared > 10_000, compared + " samples");
  }

  private static DenseTransition psaTransition() {
    float[] values = Golden.formula("psawalkA.aff", 34 * 256);
    PairIndex index = PairGeometry.rows(5).index(20, 24, WalkMode.COMPAT);
    DMatrixRMaj affinity = new DMatrixRMaj(480, 480);
    for (int i = 0; i < 480; i++) {
      affinity.set(i, i, 1);
    }
    for (int k = 0; k < 34; k++) {
      int[] from = index.sources(k);
      int[] to = index.destinations(k);
      for (int p = 0; p < from.length; p++) {
        double value = (float) (0.75 + 0.22 * values[k * 256 + p]);
        affinity.set(from[p], to[p], value);
        affinity.set(to[p], from[p], value);
      }
    }
    return DenseTransition.ofAffinity(affinity, 8);
  }

  @ParameterizedTest
  @EnumSource(WalkMode.class)
  void inCompleteModeAConstantScoreStaysConstantInCellsThatOverhang(WalkMode mode) {
    float[] planes = new float[13 * 10];
    Arrays.fill(planes, 0.5f);
    float[] means = CellMeans.of(new LabelScores(new int[] {0}, 13, 10, planes), 8, mode);
    float[] expected =
        mode == WalkMode.COMPLETE
            ? new float[] {0.5f, 0.5f, 0.5f, 0.5f}
            : new float[] {0.5f, 0.5f * 5 / 8, 0.5f * 2 / 8, 0.5f * 10 / 64};
    assertArrayEquals(expected, means, 1e-7f);
  }

  /** Labels may only differ where the best two scores are as near as the public code is exact. */
  private static void checkLabels(float[] expected, LabelScores scores, int[] ids) {
    byte[] best = scores.best();
    int differ = 0;
    for (int i = 0; i < best.length; i++) {
      int label = best[i];
      if (ids[label] != (int) expected[i]) {
        int other = List.of(ids[0], ids[1], ids[2], ids[3]).indexOf((int) expected[i]);
        float found = scores.planes()[label * scores.pixels() + i];
        assertEquals(found, scores.planes()[other * scores.pixels() + i], 1e-4f, "pixel " + i);
        differ++;
      }
    }
    assertTrue(differ < best.length / 500, differ + " pixels differ");
  }

  private static void check(float[] expected, float[] actual, double tolerance) {
    assertEquals(expected.length, actual.length);
    double highest = 0;
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      highest = Math.max(highest, Math.abs(expected[i]));
      worst = Math.max(worst, Math.abs(expected[i] - actual[i]));
    }
    assertTrue(worst <= tolerance * highest, "off by " + worst / highest + " of the maximum");
  }
}
