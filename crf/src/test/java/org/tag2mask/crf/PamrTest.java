package org.tag2mask.crf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class PamrTest {

  @Test
  void agreesWithTheAuthorsCode() {
    float[] image = new float[3 * 30 * 38];
    double[] noise = hash("pam0.x", image.length);
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) Math.sin(0.05 * i) + (float) (0.3 * noise[i]);
    }
    float[] mask = new float[4 * 9 * 11];
    double[] values = hash("pam0.m", mask.length);
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (float) (0.5 + 0.5 * values[i]);
    }
    CrfResult result = new Pamr(PamrSettings.standard()).refine(38, 30, image, 3, mask, 11, 9, 4);
    Npy expected = Npy.golden("pamr.out");
    assertArrayEquals(expected.floats(), result.probabilities(), 2.7e-5f);
  }

  @Test
  void keepsAConstantMaskAndTheSumOverLabels() {
    byte[] rgb = Scenes.picture(33, 21, 70);
    int n = 33 * 21;
    float[] mask = new float[2 * n];
    for (int i = 0; i < n; i++) {
      mask[i] = (float) (0.5 + 0.4 * Math.sin(i));
      mask[n + i] = 1 - mask[i];
    }
    Refiner pamr = new Pamr(PamrSettings.standard());
    float[] refined = pamr.refine(33, 21, rgb, mask, 2).probabilities();
    for (int i = 0; i < n; i++) {
      assertEquals(1, refined[i] + refined[n + i], 1e-5);
    }
    float[] constant = new float[n];
    Arrays.fill(constant, 0.3f);
    assertArrayEquals(constant, pamr.refine(33, 21, rgb, constant, 1).probabilities(), 5e-6f);
  }

  @Test
  void spreadsAMaskOverItsColourAndStopsAtTheEdge() {
    int width = 40;
    int n = width * width;
    byte[] rgb = new byte[3 * n];
    float[] mask = new float[2 * n];
    for (int i = 0; i < n; i++) {
      boolean left = i % width < width / 2;
      Arrays.fill(rgb, 3 * i, 3 * i + 3, (byte) (left ? 40 : 200));
      boolean seed = i % width < 8;
      mask[i] = seed ? 0 : 1;
      mask[n + i] = seed ? 1 : 0;
    }
    float[] refined =
        new Pamr(PamrSettings.standard()).refine(width, width, rgb, mask, 2).probabilities();
    int row = n + 20 * width;
    assertTrue(refined[row + 17] > 0.3, "same colour: " + refined[row + 17]);
    assertTrue(refined[row + 22] < 0.02, "other colour: " + refined[row + 22]);
  }

  @Test
  void handlesImagesSmallerThanTheDilations() {
    for (int[] size : new int[][] {{1, 1}, {1, 7}, {5, 1}}) {
      int n = size[0] * size[1];
      float[] mask = new float[3 * n];
      Arrays.fill(mask, 0.25f);
      CrfResult result =
          new Pamr(PamrSettings.standard())
              .refine(size[0], size[1], Scenes.picture(size[0], size[1], 3), mask, 3);
      assertArrayEquals(mask, result.probabilities(), 5e-6f);
    }
  }

  @Test
  void aBiggerDilationThanTheImageRepeatsTheBorder() {
    // One row, dilation 50: every neighbour is an end pixel or the pixel itself.
    float[] mask = {0, 0.2f, 0.4f, 0.6f, 0.8f, 1};
    float[] image = new float[6];
    CrfResult result =
        new Pamr(new PamrSettings(1, List.of(50))).refine(6, 1, image, 1, mask, 6, 1, 1);
    for (int i = 0; i < 6; i++) {
      // 3 of 8 directions go left, 3 right, 2 straight up or down.
      assertEquals((3 * 0 + 3 * 1 + 2 * mask[i]) / 8, result.probabilities()[i], 1e-6);
    }
  }

  @Test
  void refusesBadArguments() {
    Pamr pamr = new Pamr(PamrSettings.standard());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> pamr.refine(2, 2, new byte[12], new float[7], 2))
            .getMessage();
    assertTrue(message.contains("mask") && message.contains("7") && message.contains("8"), message);
    assertThrows(IllegalArgumentException.class, () -> new PamrSettings(10, List.of(0)));
    assertThrows(
        IllegalArgumentException.class,
        () -> pamr.refine(1, 1, new byte[3], new float[] {Float.NaN}, 1));
  }

  /** The formula of the golden inputs: a hash of the name and the index, in -1..1. */
  private static double[] hash(String name, int count) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    int key = (int) crc.getValue();
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      int x = i * 0x9E3779B1 + key;
      x ^= x >>> 16;
      x *= 0x7feb352d;
      x ^= x >>> 15;
      x *= 0x846ca68b;
      x ^= x >>> 16;
      values[i] = (Integer.toUnsignedLong(x) + 0.5) / 2147483648.0 - 1.0;
    }
    return values;
  }
}
