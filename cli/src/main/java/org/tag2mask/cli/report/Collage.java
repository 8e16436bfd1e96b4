package org.tag2mask.cli.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.tag2mask.data.png.RgbPng;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.Resampling;
import org.tag2mask.runtime.image.RgbImage;

/**
 * One picture with a row an image, input | CAM | mask, as a README shows it. All tiles have the
 * same height; the maps are laid over the input.
 */
public final class Collage {
  private static final int GAP = 8;
  private static final double HEAT_OPACITY = 0.62;
  private static final double MASK_OPACITY = 0.72;

  private Collage() {}

  /**
   * A row of the collage.
   *
   * @param picture the input
   * @param heat the activation map to show; covers the picture
   * @param mask of the size of the picture
   */
  public record Row(RgbImage picture, HeatMap heat, LabelMap mask) {

    /** Checks that the mask fits. */
    public Row {
      if (mask.width() != picture.width() || mask.height() != picture.height()) {
        throw new IllegalArgumentException(
            "mask " + mask + ", expected the size of the picture " + picture);
      }
    }
  }

  /**
   * Draws the collage.
   *
   * @param rows at least one
   * @param tileHeight height of a tile in pixels, 16..2048; widths follow from the pictures
   * @return the picture; gaps of 8 pixels and short rows are filled with white
   */
  public static RgbImage draw(List<Row> rows, int tileHeight) {
    if (rows.isEmpty() || tileHeight < 16 || tileHeight > 2048) {
      throw new IllegalArgumentException(
          "a collage needs a row and tiles 16..2048 pixels high, found "
              + rows.size()
              + " rows and "
              + tileHeight);
    }
    int widest = rows.stream().mapToInt(row -> tileWidth(row, tileHeight)).max().orElseThrow();
    int width = 3 * widest + 2 * GAP;
    int height = rows.size() * tileHeight + (rows.size() - 1) * GAP;
    byte[] canvas = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    Arrays.fill(canvas, (byte) 0xff);
    int y = 0;
    for (Row row : rows) {
      RgbImage[] tiles = tiles(row, tileWidth(row, tileHeight), tileHeight);
      for (int i = 0; i < tiles.length; i++) {
        // Narrower pictures stand in the middle of their column.
        int x = i * (widest + GAP) + (widest - tiles[i].width()) / 2;
        copy(tiles[i], canvas, width, x, y);
      }
      y += tileHeight + GAP;
    }
    return RgbImage.wrap(width, height, canvas);
  }

  /**
   * Draws the collage into a PNG file, atomically.
   *
   * @param rows at least one
   * @param tileHeight height of a tile in pixels, 16..2048
   * @param png the file; its folder must exist
   * @throws IOException when it cannot be written; nothing half-written stays
   */
  public static void write(List<Row> rows, int tileHeight, Path png) throws IOException {
    RgbPng.write(png, draw(rows, tileHeight));
  }

  private static int tileWidth(Row row, int tileHeight) {
    double scale = (double) tileHeight / row.picture.height();
    return RgbImage.scaledSide(row.picture.width(), scale);
  }

  private static RgbImage[] tiles(Row row, int width, int height) {
    RgbImage picture = row.picture.resized(width, height, Resampling.BICUBIC);
    byte[] steps = row.heat.steps(width, height);
    byte[] labels = row.mask.resized(width, height).array();
    return new RgbImage[] {
      picture,
      blended(picture, steps, HeatRamp.palette(), HEAT_OPACITY),
      blended(picture, labels, Panels.labelColours(), MASK_OPACITY)
    };
  }

  private static RgbImage blended(RgbImage picture, byte[] indices, int[] argb, double opacity) {
    byte[] rgb = picture.toBytes();
    for (int i = 0; i < indices.length; i++) {
      int colour = argb[indices[i] & 0xff];
      double over = opacity * (colour >>> 24) / 255;
      for (int c = 0; c < 3; c++) {
        int below = rgb[3 * i + c] & 0xff;
        int above = colour >> 16 - 8 * c & 0xff;
        rgb[3 * i + c] = (byte) Math.round(below + over * (above - below));
      }
    }
    return RgbImage.wrap(picture.width(), picture.height(), rgb);
  }

  private static void copy(RgbImage tile, byte[] canvas, int canvasWidth, int x, int y) {
    for (int row = 0; row < tile.height(); row++) {
      int from = 3 * row * tile.width();
      int to = 3 * ((y + row) * canvasWidth + x);
      System.arraycopy(tile.array(), from, canvas, to, 3 * tile.width());
    }
  }
}
