package org.tag2mask.runtime.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.Golden;

class LabelMapTest {

  @Test
  void shrinkingTakesTheLabelsPillowNearestTakes() {
    LabelMap labels = LabelMap.wrap(90, 66, Golden.bytes(Golden.read("irn_label_quarter__label")));
    LabelMap quarter = labels.resized(22, 16);
    assertArrayEquals(Golden.bytes(Golden.read("irn_label_quarter__out")), quarter.array());
  }

  @Test
  void mirroringTwiceGivesTheMapBack() {
    LabelMap map = LabelMap.of(3, 2, new byte[] {1, 2, 3, 4, 5, (byte) 255});
    assertArrayEquals(new byte[] {3, 2, 1, (byte) 255, 5, 4}, map.flipped().array());
    assertEquals(map, map.flipped().flipped());
  }

  @Test
  void countsLabelsAsUnsignedBytes() {
    long[] counts = LabelMap.of(2, 2, new byte[] {0, (byte) 255, (byte) 200, (byte) 255}).counts();
    assertEquals(1, counts[0]);
    assertEquals(1, counts[200]);
    assertEquals(2, counts[LabelMap.IGNORE]);
  }

  @Test
  void croppingKeepsRowsTogether() {
    LabelMap map = LabelMap.of(3, 3, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8});
    assertArrayEquals(new byte[] {4, 5, 7, 8}, map.crop(1, 1, 2, 2).array());
    assertThrows(IllegalArgumentException.class, () -> map.crop(2, 0, 2, 1));
  }

  @Test
  void refusesAnArrayOfAnotherLength() {
    IllegalArgumentException fault =
        assertThrows(IllegalArgumentException.class, () -> LabelMap.of(2, 2, new byte[5]));
    assertEquals(
        "a label map of 2x2 needs sides of at least 1 and width*height = 4 bytes, found 5",
        fault.getMessage());
  }

  @Test
  void writingToTheSourceDoesNotChangeAMapMadeByCopy() {
    byte[] source = {1, 1};
    LabelMap map = LabelMap.of(2, 1, source);
    source[0] = 9;
    assertEquals(1, map.label(0, 0));
  }
}
