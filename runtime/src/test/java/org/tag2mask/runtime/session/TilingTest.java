package org.tag2mask.runtime.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.runtime.TestModels;
import org.tag2mask.runtime.image.RgbImage;

class TilingTest {

  /** Two channels: mean red of a cell, and its sum with the cells around (0 outside). */
  private static FloatTensor model(RgbImage image, int stride) {
    float[] means = TestModels.means(image, stride);
    int h = Tiling.cells(image.height(), stride);
    int w = Tiling.cells(image.width(), stride);
    float[] values = new float[2 * h * w];
    System.arraycopy(means, 0, values, 0, h * w);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        for (int v = Math.max(0, y - 1); v <= Math.min(h - 1, y + 1); v++) {
          for (int u = Math.max(0, x - 1); u <= Math.min(w - 1, x + 1); u++) {
            values[h * w + y * w + x] += means[v * w + u];
          }
        }
      }
    }
    return new FloatTensor(new int[] {2, h, w}, values);
  }

  @ParameterizedTest
  @CsvSource({
    "200, 150, 4, 64, 32",
    "203, 149, 4, 64, 32",
    "65, 300, 8, 64, 32",
    "64, 64, 8, 32, 32",
    "129, 33, 16, 64, 64",
    "131, 250, 14, 100, 20"
  })
  void tilesPutTogetherGiveTheMapOfTheWholeImage(
      int width, int height, int stride, int core, int margin) {
    RgbImage image = TestModels.noisy(width, height, "tiles");
    List<RgbImage> tiles = new ArrayList<>();
    FloatTensor found =
        new Tiling(0, core, margin)
            .run(
                image,
                stride,
                tile -> {
                  tiles.add(tile);
                  return model(tile, stride);
                });
    FloatTensor whole = model(image, stride);
    assertArrayEquals(whole.shape(), found.shape());
    assertArrayEquals(whole.values(), found.values());
    assertTrue(tiles.size() > 1, tiles.size() + " tiles");
  }

  @Test
  void anImageWithinTheLimitIsRunWhole() {
    RgbImage image = TestModels.noisy(100, 50, "whole");
    List<RgbImage> tiles = new ArrayList<>();
    new Tiling(5000, 32, 32)
        .run(
            image,
            4,
            tile -> {
              tiles.add(tile);
              return model(tile, 4);
            });
    assertEquals(List.of(image), tiles);
  }

  @Test
  void noTileExceedsCoreAndMargins() {
    RgbImage image = TestModels.noisy(500, 400, "bounded");
    new Tiling(0, 64, 32)
        .run(
            image,
            4,
            tile -> {
              assertTrue(tile.width() <= 128 && tile.height() <= 128, tile.toString());
              return model(tile, 4);
            });
  }
}
