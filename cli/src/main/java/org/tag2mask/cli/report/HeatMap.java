package org.tag2mask.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.MapResize;

/**
 * The activation map of one class, to be shown. It covers the whole picture at any resolution.
 *
 * @param classId 1..K
 * @param width columns
 * @param height rows
 * @param values {@code [height][width]}, shown from 0 (cold) to 1 (hot), clipped; the map's own,
 *     must not be modified
 */
public record HeatMap(int classId, int width, int height, float[] values) {

  /** Checks the length. */
  public HeatMap {
    if (width < 1 || height < 1 || values.length != (long) width * height) {
      throw new IllegalArgumentException(
          "a heat map of "
              + width
              + "x"
              + height
              + " needs sides of at least 1 and as many values, found "
              + values.length);
    }
  }

  /**
   * The maps of the classes present in an image. Where a value exceeds 1 (maps that were not
   * normalised) all maps are divided by the largest one, so that classes stay comparable.
   *
   * @param cams merged maps; not modified
   * @return one map a present class, in their order
   */
  public static List<HeatMap> of(Cams cams) {
    int pixels = cams.gridWidth() * cams.gridHeight();
    float top = 1;
    for (float value : cams.planes()) {
      top = Math.max(top, value);
    }
    List<HeatMap> maps = new ArrayList<>();
    for (int i = 0; i < cams.classIds().length; i++) {
      float[] values = Arrays.copyOfRange(cams.planes(), i * pixels, (i + 1) * pixels);
      for (int p = 0; p < pixels; p++) {
        values[p] /= top;
      }
      maps.add(new HeatMap(cams.classIds()[i], cams.gridWidth(), cams.gridHeight(), values));
    }
    return maps;
  }

  /**
   * The map in 256 steps at another size, bilinear, outer edges on outer edges.
   *
   * @param newWidth columns
   * @param newHeight rows
   * @return {@code [newHeight][newWidth]}, 0..255 unsigned; values that are no number become 0
   */
  byte[] steps(int newWidth, int newHeight) {
    float[] clipped = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      // Before stretching, or a value that is no number would spread to its neighbours.
      clipped[i] = values[i] > 0 ? Math.min(1, values[i]) : 0;
    }
    float[] stretched =
        MapResize.bilinear(
            clipped, 1, height, width, newHeight, newWidth, MapResize.Corners.HALF_PIXEL);
    byte[] steps = new byte[stretched.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = (byte) Math.round(255 * stretched[i]);
    }
    return steps;
  }
}
