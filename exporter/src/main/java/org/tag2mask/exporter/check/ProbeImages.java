package org.tag2mask.exporter.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tag2mask.runtime.image.RgbImage;

/** Pictures to compare a file and its network on: smooth colours, edges and noise, repeatable. */
final class ProbeImages {
  private static final int COLOURS = 256;

  private ProbeImages() {}

  /**
   * Different pictures of one size.
   *
   * @param count how many
   * @param width columns
   * @param height rows
   */
  static List<RgbImage> of(int count, int width, int height) {
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Random random = new Random(31L * width + height + 1000L * i);
      byte[] rgb = new byte[3 * width * height];
      double[] waves = random.doubles(9, 0.02, 0.15).toArray();
      for (int p = 0; p < rgb.length; p++) {
        int c = p % 3;
        int x = p / 3 % width;
        int y = p / 3 / width;
        double smooth =
            Math.sin(waves[c] * x + waves[3 + c] * y) * Math.cos(waves[6 + c] * (x - y));
        double edge = (x / 17 + y / 23) % 2 == 0 ? 25 : -25;
        double value = COLOURS / 2.0 + 70 * smooth + edge + 12 * random.nextGaussian();
        rgb[p] = (byte) Math.max(0, Math.min(COLOURS - 1, Math.round(value)));
      }
      images.add(RgbImage.of(width, height, rgb));
    }
    return images;
  }
}
