package org.tag2mask.runtime.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.runtime.Golden;

class ResamplingTest {

  @ParameterizedTest
  @CsvSource({"0.5, 42, 30, 1", "1.5, 124, 92, 5", "2, 166, 122, 5"})
  void bicubicEqualsPillowBitForBit(String scale, int width, int height, int every) {
    RgbImage scaled = Golden.image().scaled(Double.parseDouble(scale), Resampling.BICUBIC);
    assertEquals(width, scaled.width());
    assertEquals(height, scaled.height());
    float[] found = new float[scaled.array().length];
    for (int i = 0; i < found.length; i++) {
      found[i] = scaled.array()[i] & 0xff;
    }
    assertArrayEquals(Golden.read("pil_bicubic__scale_" + scale), Golden.every(every, found));
  }

  @Test
  void bilinearHalvesByTheWidenedTriangle() {
    // Pillow halving 4 columns: weights 3/7 3/7 1/7 at the border, 1/8 3/8 3/8 1/8 need more room.
    RgbImage row = RgbImage.of(4, 1, new byte[] {0, 0, 0, 70, 70, 70, 7, 7, 7, 21, 21, 21});
    RgbImage half = row.resized(2, 1, Resampling.BILINEAR);
    assertEquals(Math.round((3 * 0 + 3 * 70 + 1 * 7) / 7f), half.sample(0, 0, 0));
    assertEquals(Math.round((1 * 70 + 3 * 7 + 3 * 21) / 7f), half.sample(1, 0, 0));
  }

  @Test
  void aConstantImageStaysConstantUnderEveryFilterAndSize() {
    byte[] rgb = new byte[3 * 5 * 7];
    java.util.Arrays.fill(rgb, (byte) 201);
    for (Resampling filter : Resampling.values()) {
      for (byte value : RgbImage.of(5, 7, rgb).resized(13, 2, filter).array()) {
        assertEquals(201, value & 0xff, filter.name());
      }
    }
  }

  @Test
  void theSameSizeGivesTheSameImage() {
    RgbImage image = Golden.image();
    assertSame(image, image.resized(83, 61, Resampling.BICUBIC));
  }

  @Test
  void sidesAreRoundedHalfToEvenAndNeverVanish() {
    assertEquals(2, RgbImage.scaledSide(5, 0.5));
    assertEquals(4, RgbImage.scaledSide(7, 0.5));
    assertEquals(1, RgbImage.scaledSide(1, 0.25));
  }

  @Test
  void refusesAnEmptySize() {
    assertThrows(
        IllegalArgumentException.class, () -> Golden.image().resized(0, 4, Resampling.BICUBIC));
  }
}
