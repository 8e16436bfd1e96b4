package org.tag2mask.data.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.image.LabelMap;

class CocoPolygonTest {

  @Test
  void fillsPixelForPixelAsPycocotoolsDoes() {
    assertEquals(20, GoldenCases.of("polygon").size());
    for (JsonNode golden : GoldenCases.of("polygon")) {
      List<CocoRle> parts = new ArrayList<>();
      for (JsonNode polygon : golden.get("polygons")) {
        double[] xy = new double[polygon.size()];
        for (int i = 0; i < xy.length; i++) {
          xy[i] = polygon.get(i).asDouble();
        }
        parts.add(CocoPolygon.fill(GoldenCases.width(golden), GoldenCases.height(golden), xy));
      }
      CocoRle rle = CocoRle.merge(parts, CocoRle.Merge.UNION);
      assertEquals(golden.get("counts").asText(), rle.compressed(), golden.toString());
    }
  }

  /** Pixels well inside a triangle are in, pixels well outside are not: by the sign of areas. */
  @Test
  void agreesWithGeometryAwayFromTheOutline() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 50; i++) {
      double[] t = random.doubles(6, -10, 50).toArray();
      LabelMap map = CocoPolygon.fill(40, 40, t).decode(1);
      for (int y = 0; y < 40; y++) {
        for (int x = 0; x < 40; x++) {
          double a = distance(t[0], t[1], t[2], t[3], x + 0.5, y + 0.5);
          double b = distance(t[2], t[3], t[4], t[5], x + 0.5, y + 0.5);
          double c = distance(t[4], t[5], t[0], t[1], x + 0.5, y + 0.5);
          boolean clear = Math.min(Math.abs(a), Math.min(Math.abs(b), Math.abs(c))) > 1;
          if (clear) {
            boolean inside = a > 0 == b > 0 && b > 0 == c > 0;
            assertEquals(inside ? 1 : 0, map.label(x, y));
          }
        }
      }
    }
  }

  private static double distance(double x0, double y0, double x1, double y1, double x, double y) {
    double cross = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0);
    return cross / Math.hypot(x1 - x0, y1 - y0);
  }

  @Test
  void refusesCornersThatAreNone() {
    assertThrows(CocoException.class, () -> CocoPolygon.fill(4, 4, 1, 2, 3));
    assertThrows(CocoException.class, () -> CocoPolygon.fill(4, 4));
    assertThrows(CocoException.class, () -> CocoPolygon.fill(4, 4, 1, 2, Double.NaN, 4, 3, 3));
    assertThrows(CocoException.class, () -> CocoPolygon.fill(4, 4, 1, 2, 1e12, 4, 3, 3));
  }
}
