package org.tag2mask.runtime.recipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What the golden merges do not reach: several classes, minima above 0, empty maps. */
class CamNormalizationTest {

  @Test
  void seamZeroesWhatIsAtTheMinimumEvenWhenThatIsAboveZero() {
    float[] planes = {0.5f, 0.500005f, 1.5f, -3};
    CamNormalization.SEAM.apply(planes, 1, 3);
    assertEquals(-0.50001 / 1.00001, planes[0], 1e-6);
    assertEquals(-0.50001 / 1.00001, planes[1], 1e-6);
    assertEquals(0.99999 / 1.00001, planes[2], 1e-6);
    assertEquals(-3, planes[3], "not part of the map");
  }

  @Test
  void minMaxIsPerClass() {
    float[] planes = {1, 3, 10, 50};
    CamNormalization.MIN_MAX.apply(planes, 2, 2);
    assertArrayEquals(new float[] {0, 1, 0, 1}, planes, 1e-5f);
  }

  @Test
  void rangeReachesOneExactlyAndMakesAConstantMapZero() {
    float[] planes = {-2, 1, 4, 7, 7, 7};
    CamNormalization.RANGE.apply(planes, 2, 3);
    assertArrayEquals(new float[] {0, 0.5f, 1, 0, 0, 0}, planes);
  }

  @Test
  void theGlobalMaximumKeepsRelativeStrength() {
    float[] planes = {1, 2, 4, 8};
    CamNormalization.GLOBAL_MAX.apply(planes, 2, 2);
    assertArrayEquals(new float[] {0.125f, 0.25f, 0.5f, 1}, planes, 1e-5f);
  }

  @Test
  void aMapOfZerosStaysZero() {
    float[] planes = new float[4];
    CamNormalization.MAX.apply(planes, 1, 4);
    assertArrayEquals(new float[4], planes);
  }

  @Test
  void noneLeavesTheSums() {
    float[] planes = {7, -1};
    CamNormalization.NONE.apply(planes, 1, 2);
    assertArrayEquals(new float[] {7, -1}, planes);
  }
}
