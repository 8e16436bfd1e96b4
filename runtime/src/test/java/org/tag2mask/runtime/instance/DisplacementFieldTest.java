package org.tag2mask.runtime.instance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.Golden;
import org.tag2mask.runtime.Tag2MaskException;

class DisplacementFieldTest {
  private static final int HEIGHT = 26;
  private static final int WIDTH = 34;

  private final DisplacementField public26x34 =
      new DisplacementField(Golden.read("irn_centroids__displacement"), HEIGHT, WIDTH);

  @Test
  void cellsArriveWhereThePublicCodeLetsThemArrive() {
    float[] golden = Golden.read("irn_centroids__centroids");
    int[] expected = new int[HEIGHT * WIDTH];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (int) golden[i] * WIDTH + (int) golden[expected.length + i];
    }
    assertArrayEquals(expected, public26x34.centroids(100));
  }

  @Test
  void groupsAreThoseOfThePublicCode() {
    float[] golden = Golden.read("irn_centroids__instance_map");
    int[] groups = public26x34.groups(100, 2.5);
    for (int i = 0; i < groups.length; i++) {
      assertEquals((int) golden[i], groups[i], "cell " + i);
    }
  }

  @Test
  void twoWhirlsAreTwoGroupsAndTheBorderHoldsTheCells() {
    int width = 20;
    float[] displacement = new float[2 * 10 * width];
    for (int y = 0; y < 10; y++) {
      for (int x = 0; x < width; x++) {
        displacement[y * width + x] = 5 - y;
        displacement[10 * width + y * width + x] = x < 10 ? 4 - x : 15 - x;
      }
    }
    int[] groups = new DisplacementField(displacement, 10, width).groups(50, 2.5);
    for (int i = 0; i < groups.length; i++) {
      assertEquals(i % width < 10 ? 0 : 1, groups[i], "cell " + i);
    }
    float[] outwards = new float[2 * 4 * 4];
    java.util.Arrays.fill(outwards, -100);
    assertArrayEquals(
        new int[16], new DisplacementField(outwards, 4, 4).centroids(3), "all at the corner");
  }

  @Test
  void refusesMapsOfAnotherSizeAndValuesThatAreNoNumbers() {
    Tag2MaskException size =
        assertThrows(Tag2MaskException.class, () -> new DisplacementField(new float[7], 2, 2));
    assertTrue(size.getMessage().contains("2 x 2 cells has 8 values, found 7"), size.getMessage());
    float[] broken = new float[8];
    broken[3] = Float.NaN;
    Tag2MaskException nan =
        assertThrows(Tag2MaskException.class, () -> new DisplacementField(broken, 2, 2));
    assertTrue(nan.getMessage().contains("NaN"), nan.getMessage());
  }
}
