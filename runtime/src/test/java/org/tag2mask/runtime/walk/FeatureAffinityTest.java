package org.tag2mask.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.runtime.Golden;
import org.tag2mask.runtime.Tag2MaskException;

class FeatureAffinityTest {
  private static final PairGeometry ROWS = PairGeometry.rows(5);

  private static StencilTransition transition(
      float[] features, int channels, int height, int width, double beta, WalkMode mode) {
    return FeatureAffinity.transition(
        features, channels, height, width, ROWS, beta, mode, new WalkBuffers());
  }

  @ParameterizedTest
  @CsvSource({"3, 9, 11", "1, 5, 5", "7, 1, 30", "7, 30, 1", "2, 40, 33", "5, 3, 2"})
  void weightsAreTheExponentialOfTheMeanDifference(int channels, int height, int width) {
    float[] features = Scene.maps(channels, height * width, 6);
    StencilTransition transition =
        transition(features, channels, height, width, 8, WalkMode.COMPLETE);
    int pairs = 0;
    for (int k = 0; k < ROWS.offsets().size(); k++) {
      Offset offset = ROWS.offsets().get(k);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int toY = y + offset.dy();
          int toX = x + offset.dx();
          float weight = transition.weight(k, y, x);
          if (toY >= height || toX < 0 || toX >= width) {
            assertEquals(0, weight, "a pair leaves the map");
            continue;
          }
          double distance = 0;
          for (int c = 0; c < channels; c++) {
            int plane = c * height * width;
            distance +=
                Math.abs(features[plane + y * width + x] - features[plane + toY * width + toX]);
          }
          double expected = Math.exp(-8 * distance / channels);
          assertEquals(expected, weight, 1e-6 * expected);
          pairs++;
        }
      }
    }
    assertTrue(pairs > 0);
  }

  @Test
  void compatKeepsOnlyThePairsOfThePublicSources() {
    StencilTransition transition =
        transition(Scene.maps(2, 12 * 14, 7), 2, 12, 14, 1, WalkMode.COMPAT);
    for (int k = 0; k < ROWS.offsets().size(); k++) {
      for (int y = 0; y < 12; y++) {
        for (int x = 0; x < 14; x++) {
          boolean source = y <= 7 && x >= 4 && x <= 9;
          assertEquals(source, transition.weight(k, y, x) > 0, "cell " + y + "," + x);
        }
      }
    }
  }

  @Test
  void inCompatCornerCellsKeepOnlyThemselvesAndNeverChange() {
    float[] maps = Scene.maps(1, 20 * 24, 8);
    float[] walked =
        transition(Scene.maps(3, 20 * 24, 9), 3, 20, 24, 8, WalkMode.COMPAT)
            .walk(maps, 1, 256)
            .get(0);
    int[] byRow = new int[20];
    for (int i = 0; i < maps.length; i++) {
      byRow[i / 24] += walked[i] == maps[i] ? 1 : 0;
    }
    int[] expected = new int[20];
    expected[0] = 4;
    expected[18] = 2;
    expected[19] = 4;
    assertArrayEquals(expected, byRow);
  }

  @Test
  void affinityNetsDenseMatrixComesFromItsPairs() {
    float[] pairs = Golden.readLarge("methods/psa_aff_r38__aff");
    float[] expected = Golden.readLarge("methods/psa_aff_r38__aff_dense");
    PairIndex index = ROWS.index(13, 17, WalkMode.COMPAT);
    float[] dense = new float[221 * 221];
    for (int i = 0; i < 221; i++) {
      dense[i * 222] = 1;
    }
    for (int k = 0; k < 34; k++) {
      int[] from = index.sources(k);
      int[] to = index.destinations(k);
      for (int p = 0; p < from.length; p++) {
        dense[from[p] * 221 + to[p]] = pairs[k * from.length + p];
        dense[to[p] * 221 + from[p]] = pairs[k * from.length + p];
      }
    }
    assertArrayEquals(expected, Golden.every(3, dense));
  }

  @Test
  void aFeatureThatIsNoNumberIsRefused() {
    float[] features = new float[2 * 6 * 7];
    features[50] = Float.NaN;
    Tag2MaskException fault =
        assertThrows(
            Tag2MaskException.class, () -> transition(features, 2, 6, 7, 8, WalkMode.COMPLETE));
    assertTrue(fault.getMessage().startsWith("a feature map holds NaN (value 50 of 84)"));
  }

  @Test
  void featuresOfAnotherSizeAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> transition(new float[80], 2, 6, 7, 8, WalkMode.COMPLETE));
  }
}
