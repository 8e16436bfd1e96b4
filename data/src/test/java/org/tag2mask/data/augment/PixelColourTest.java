package org.tag2mask.data.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PixelColourTest {

  private static byte[] rgb(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void brightnessScalesCutsOffAndClips() {
    byte[] pixels = rgb(100, 99, 250, 0, 1, 255);
    PixelColour.brightness(pixels, 1.3f);
    assertArrayEquals(rgb(130, 128, 255, 0, 1, 255), pixels);
    pixels = rgb(100, 99, 250, 0, 1, 255);
    PixelColour.brightness(pixels, 0.7f);
    assertArrayEquals(rgb(70, 69, 175, 0, 0, 178), pixels);
  }

  @Test
  void contrastPullsTowardsTheRoundedMeanGrey() {
    // Greys 10 and 21: mean 15.5, rounded up to 16.
    byte[] pixels = rgb(10, 10, 10, 21, 21, 21);
    PixelColour.contrast(pixels, 0);
    assertArrayEquals(rgb(16, 16, 16, 16, 16, 16), pixels);
    pixels = rgb(10, 10, 10, 21, 21, 21);
    PixelColour.contrast(pixels, 2);
    assertArrayEquals(rgb(4, 4, 4, 26, 26, 26), pixels);
  }

  @Test
  void saturationZeroGivesTheLumaOfItu601() {
    byte[] pixels = rgb(255, 0, 0, 0, 255, 0, 0, 0, 255, 12, 200, 99);
    PixelColour.saturation(pixels, 0);
    int[] luma = {76, 150, 29, 132};
    for (int i = 0; i < luma.length; i++) {
      assertEquals(luma[i], pixels[3 * i] & 0xff);
      assertEquals(luma[i], pixels[3 * i + 2] & 0xff);
    }
  }

  @Test
  void hueTurnsByTheAngleOfTheColourCircle() {
    byte[] pixels = rgb(200, 50, 50, 128, 128, 128);
    PixelColour.hue(pixels, 1.0 / 3);
    // A third of a turn: red becomes green; 8-bit hue keeps it within a few levels. Grey stays.
    assertEquals(50, pixels[0] & 0xff, 4);
    assertEquals(200, pixels[1] & 0xff);
    assertEquals(50, pixels[2] & 0xff, 4);
    assertEquals(128, pixels[3] & 0xff);
    byte[] back = rgb(10, 200, 30);
    PixelColour.hue(back, -0.5);
    PixelColour.hue(back, 0.5);
    assertEquals(200, back[1] & 0xff, 3);
    assertEquals(10, back[0] & 0xff, 8);
  }

  /** java.awt.Color has its own HSB code. */
  @Test
  void hsvShiftEqualsTheColourModelOfTheJdk() {
    Random random = new Random(11);
    for (int i = 0; i < 2000; i++) {
      byte[] pixel = new byte[3];
      random.nextBytes(pixel);
      float[] hsb = Color.RGBtoHSB(pixel[0] & 0xff, pixel[1] & 0xff, pixel[2] & 0xff, null);
      float degrees = random.nextFloat() * 40 - 20;
      float s = random.nextFloat() * 40 - 20;
      float v = random.nextFloat() * 40 - 20;
      int expected =
          Color.HSBtoRGB(
              hsb[0] + degrees / 360,
              Math.max(0, Math.min(1, hsb[1] + s / 255)),
              Math.max(0, Math.min(1, hsb[2] + v / 255)));
      PixelColour.hsv(pixel, degrees, s, v);
      assertEquals(expected >> 16 & 0xff, pixel[0] & 0xff, 1);
      assertEquals(expected >> 8 & 0xff, pixel[1] & 0xff, 1);
      assertEquals(expected & 0xff, pixel[2] & 0xff, 1);
    }
  }

  @Test
  void hueKeepsValueAndNearlySaturation() {
    Random random = new Random(13);
    for (int i = 0; i < 2000; i++) {
      byte[] pixel = new byte[3];
      random.nextBytes(pixel);
      float[] before = Color.RGBtoHSB(pixel[0] & 0xff, pixel[1] & 0xff, pixel[2] & 0xff, null);
      PixelColour.hue(pixel, random.nextDouble() - 0.5);
      float[] after = Color.RGBtoHSB(pixel[0] & 0xff, pixel[1] & 0xff, pixel[2] & 0xff, null);
      assertEquals(before[2], after[2]);
      assertTrue(Math.abs(before[1] - after[1]) * before[2] * 255 < 3);
    }
  }
}
