package org.tag2mask.data.coco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.image.LabelMap;

class CocoRleTest {

  private static LabelMap column(int... labels) {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return LabelMap.wrap(1, labels.length, bytes);
  }

  private static LabelMap random(int width, int height, double share, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] labels = new byte[width * height];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (random.nextDouble() < share ? 1 : 0);
    }
    return LabelMap.wrap(width, height, labels);
  }

  /** The two examples in the documentation of the COCO API. */
  @Test
  void codesTheExamplesOfTheCocoApi() {
    LabelMap first = column(0, 0, 1, 1, 1, 0, 1);
    assertArrayEquals(new int[] {2, 3, 1, 1}, CocoRle.ofLabel(first, 1).counts());
    LabelMap second = column(1, 1, 1, 1, 1, 1, 0);
    assertArrayEquals(new int[] {0, 6, 1}, CocoRle.ofLabel(second, 1).counts());
  }

  @Test
  void goesDownColumnsNotAlongRows() {
    LabelMap map = LabelMap.of(3, 2, new byte[] {5, 0, 5, 5, 5, 0});
    assertArrayEquals(new int[] {0, 2, 1, 2, 1}, CocoRle.ofLabel(map, 5).counts());
    assertEquals(map, CocoRle.ofLabel(map, 5).decode(5));
  }

  @Test
  void encodesAsPycocotoolsDoes() {
    assertEquals(8, GoldenCases.of("mask").size());
    for (JsonNode golden : GoldenCases.of("mask")) {
      LabelMap pixels = GoldenCases.pixels(golden);
      CocoRle rle = CocoRle.ofLabel(pixels, 1);
      assertEquals(golden.get("counts").asText(), rle.compressed());
      assertEquals(golden.get("area").asLong(), rle.area());
      assertEquals(GoldenCases.box(golden), rle.box());
      assertEquals(pixels, GoldenCases.rle(golden, golden.get("counts").asText()).decode(1));
    }
  }

  /** Masks of images 74, 133 and 139 in the example results of the COCO API. */
  @Test
  void readsPublishedResults() {
    assertEquals(4, GoldenCases.of("published").size());
    for (JsonNode golden : GoldenCases.of("published")) {
      String text = golden.get("counts").asText();
      CocoRle rle = GoldenCases.rle(golden, text);
      assertEquals(golden.get("area").asLong(), rle.area());
      assertEquals(golden.get("pixels").asLong(), rle.decode(1).counts()[1]);
      assertEquals(GoldenCases.box(golden), rle.box());
      assertEquals(text, rle.compressed());
    }
  }

  @Test
  void mergesAsPycocotoolsDoes() {
    for (JsonNode golden : GoldenCases.of("merge")) {
      List<CocoRle> parts =
          List.of(
              GoldenCases.rle(golden, golden.get("parts").get(0).asText()),
              GoldenCases.rle(golden, golden.get("parts").get(1).asText()),
              GoldenCases.rle(golden, golden.get("parts").get(2).asText()));
      assertEquals(
          golden.get("union").asText(), CocoRle.merge(parts, CocoRle.Merge.UNION).compressed());
      assertEquals(
          golden.get("intersection").asText(),
          CocoRle.merge(parts, CocoRle.Merge.INTERSECTION).compressed());
    }
  }

  /** Against a pixel by pixel computation that knows nothing of runs. */
  @Test
  void areaBoxAndMergeAreThoseOfThePixels() {
    for (int seed = 0; seed < 200; seed++) {
      int width = 1 + seed % 13;
      int height = 1 + seed % 7;
      double share = seed % 11 / 10.0;
      LabelMap a = random(width, height, share, seed);
      LabelMap b = random(width, height, 0.5, seed + 1000);
      CocoRle codeA = CocoRle.ofLabel(a, 1);
      CocoRle codeB = CocoRle.ofLabel(b, 1);
      int left = width;
      int right = -1;
      int top = height;
      int bottom = -1;
      byte[] union = new byte[width * height];
      byte[] both = new byte[width * height];
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          if (a.label(x, y) == 1) {
            left = Math.min(left, x);
            right = Math.max(right, x);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
          }
          union[y * width + x] = (byte) (a.label(x, y) | b.label(x, y));
          both[y * width + x] = (byte) (a.label(x, y) & b.label(x, y));
        }
      }
      CocoBox box =
          right < 0
              ? new CocoBox(0, 0, 0, 0)
              : new CocoBox(left, top, right - left + 1, bottom - top + 1);
      assertEquals(box, codeA.box());
      assertEquals(a.counts()[1], codeA.area());
      assertArrayEquals(
          union, CocoRle.merge(List.of(codeA, codeB), CocoRle.Merge.UNION).decode(1).array());
      assertArrayEquals(
          both, CocoRle.merge(List.of(codeA, codeB), CocoRle.Merge.INTERSECTION).decode(1).array());
      assertEquals(codeA, CocoRle.parse(width, height, codeA.compressed()));
    }
  }

  @Test
  void longRunsSurviveTheText() {
    int[] counts = {0, 1 << 29, 3, 70_000, 1 << 29, 31, 32, 16, 15, 0x3fff0000};
    int sum = 0;
    for (int i = 0; i < counts.length - 1; i++) {
      sum += counts[i];
    }
    counts[counts.length - 1] = (1 << 30) + (1 << 24) - sum;
    CocoRle rle = CocoRle.ofCounts((1 << 16) + (1 << 10), 1 << 14, counts);
    assertArrayEquals(counts, CocoRle.parse(rle.width(), rle.height(), rle.compressed()).counts());
  }

  @Test
  void emptyRunsAreJoinedSoThatEqualMasksAreEqual() {
    CocoRle untidy = CocoRle.ofCounts(4, 2, 1, 2, 0, 1, 0, 0, 4);
    assertEquals(CocoRle.ofCounts(4, 2, 1, 3, 4), untidy);
    assertEquals(CocoRle.ofCounts(4, 2, 1, 3, 4).hashCode(), untidy.hashCode());
  }

  @Test
  void paintsOnlyInside() {
    byte[] labels = {9, 9, 9, 9};
    CocoRle.ofCounts(2, 2, 1, 2, 1).paint(labels, 255);
    assertArrayEquals(new byte[] {9, -1, -1, 9}, labels);
  }

  @Test
  void refusesRunsThatDoNotFitAndBrokenText() {
    assertFault("cover 5 pixels, expected 3 x 2 = 6", () -> CocoRle.ofCounts(3, 2, 2, 3));
    assertFault("run 1 has the length -1", () -> CocoRle.ofCounts(3, 2, 7, -1));
    assertFault("at least 1 x 1", () -> CocoRle.ofCounts(0, 2, 0));
    assertFault("below 2^31", () -> CocoRle.ofCounts(1 << 16, 1 << 16, 0));
    assertFault("below 2^31", () -> CocoPolygon.fill(1 << 16, 1 << 16, 1, 1, 2, 2, 3, 1));
    assertFault("ends inside run 0", () -> CocoRle.parse(3, 2, "P"));
    assertFault("character 2", () -> CocoRle.parse(3, 2, "1 2"));
    assertFault("character 8", () -> CocoRle.parse(3, 2, "ooooooooo"));
    CocoRle two = CocoRle.ofCounts(3, 2, 6);
    CocoRle other = CocoRle.ofCounts(2, 3, 6);
    assertThrows(
        IllegalArgumentException.class,
        () -> CocoRle.merge(List.of(two, other), CocoRle.Merge.UNION));
  }

  private static void assertFault(String part, Runnable action) {
    String message = assertThrows(CocoException.class, action::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
