package org.tag2mask.runtime.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RgbImageTest {
  private final RgbImage image =
      RgbImage.of(2, 2, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});

  @Test
  void mirrorsPixelsNotSamples() {
    assertArrayEquals(new byte[] {4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9}, image.flipped().array());
  }

  @Test
  void samplesAreUnsigned() {
    assertEquals(255, RgbImage.of(1, 1, new byte[] {0, (byte) 255, 0}).sample(0, 0, 1));
  }

  @Test
  void cropsAWindow() {
    assertArrayEquals(new byte[] {4, 5, 6, 10, 11, 12}, image.crop(1, 0, 1, 2).array());
  }

  @Test
  void refusesAnArrayOfAnotherLength() {
    IllegalArgumentException fault =
        assertThrows(IllegalArgumentException.class, () -> RgbImage.of(2, 2, new byte[11]));
    assertTrue(fault.getMessage().contains("= 12 bytes, found 11"), fault.getMessage());
  }

  @Test
  void refusesSidesWhoseProductOverflows() {
    assertThrows(
        IllegalArgumentException.class, () -> RgbImage.wrap(1 << 16, 1 << 16, new byte[0]));
  }
}
