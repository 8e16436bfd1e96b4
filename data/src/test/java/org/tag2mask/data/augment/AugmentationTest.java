package org.tag2mask.data.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;

class AugmentationTest {

  private static final PadColour PAD = new PadColour(1, 2, 3);

  /** Red is the column plus 10, green the row plus 10; the label is column + row. */
  private static LabelledImage coordinates(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    byte[] labels = new byte[width * height];
    for (int i = 0; i < labels.length; i++) {
      rgb[3 * i] = (byte) (i % width + 10);
      rgb[3 * i + 1] = (byte) (i / width + 10);
      rgb[3 * i + 2] = 77;
      labels[i] = (byte) (i % width + i / width);
    }
    return LabelledImage.of(
        RgbImage.wrap(width, height, rgb), LabelMap.wrap(width, height, labels));
  }

  private static LabelMap labels(LabelledImage picture) {
    return picture.labels().orElseThrow();
  }

  @Test
  void aStretchedPictureIsWholeWhateverItsShape() {
    LabelledImage out = new Stretch(8, 6).apply(coordinates(16, 3), new SplittableRandom(1));
    assertEquals(8, out.width());
    assertEquals(6, out.height());
    assertEquals(new Box(0, 0, 8, 6), out.valid());
    for (int x = 1; x < 7; x++) {
      assertEquals(2 * x + 10.5, out.image().sample(x, 0, 0), 0.5, "column " + x);
    }
    // Rows 0..2 on six rows: each original row twice.
    assertEquals(List.of(0, 0, 1, 1, 2, 2), column(labels(out), 0));
    assertThrows(IllegalArgumentException.class, () -> new Stretch(0, 4));
  }

  private static List<Integer> column(LabelMap map, int x) {
    int first = map.label(x, 0);
    return IntStream.range(0, map.height()).map(y -> map.label(x, y) - first).boxed().toList();
  }

  @Test
  void cropPlacesAWindowUniformlyAndMovesLabelsWithPixels() {
    Map<Integer, Integer> offsets = new TreeMap<>();
    for (int seed = 0; seed < 3000; seed++) {
      LabelledImage out =
          new RandomCrop(4, 12, PAD).apply(coordinates(7, 9), new SplittableRandom(seed));
      assertEquals(4, out.width());
      assertEquals(12, out.height());
      Box valid = out.valid();
      assertEquals(new Box(0, valid.y(), 4, 9), valid);
      int left = out.image().sample(0, valid.y(), 0) - 10;
      offsets.merge(10 * left + valid.y(), 1, Integer::sum);
      for (int y = 0; y < 12; y++) {
        for (int x = 0; x < 4; x++) {
          if (valid.contains(x, y)) {
            assertEquals(x + left + 10, out.image().sample(x, y, 0));
            assertEquals(y - valid.y() + 10, out.image().sample(x, y, 1));
            assertEquals(x + left + y - valid.y(), labels(out).label(x, y));
          } else {
            assertEquals(1, out.image().sample(x, y, 0));
            assertEquals(3, out.image().sample(x, y, 2));
            assertEquals(255, labels(out).label(x, y));
          }
        }
      }
    }
    // 4 windows (columns 0..3) times 4 places (rows 0..3), each about 3000/16 = 187 times.
    assertEquals(16, offsets.size());
    offsets.values().forEach(count -> assertEquals(187, count, 70));
  }

  @Test
  void padThenCropKeepsASmallPictureInTheCorner() {
    LabelledImage out =
        new PadThenCrop(6, 6, PAD).apply(coordinates(4, 9), new SplittableRandom(1));
    assertEquals(new Box(0, 0, 4, 6), out.valid());
    assertEquals(10, out.image().sample(0, 0, 0));
    assertEquals(2, out.image().sample(5, 0, 1));
    assertEquals(255, labels(out).label(4, 0));
  }

  @Test
  void longSideIsUniformOverItsRangeAndTheOtherSideRoundsHalfToEven() {
    Set<Integer> seen = new TreeSet<>();
    for (int seed = 0; seed < 300; seed++) {
      LabelledImage out =
          new RandomLongSide(10, 13).apply(coordinates(8, 20), new SplittableRandom(seed));
      seen.add(out.height());
      // 8 * L / 20: 4.0, 4.4, 4.8, 5.2
      assertEquals((int) Math.rint(0.4 * out.height()), out.width());
    }
    assertEquals(Set.of(10, 11, 12, 13), seen);
    LabelledImage half =
        new RandomLongSide(10, 10).apply(coordinates(20, 5), new SplittableRandom(0));
    assertEquals(2, half.height(), "2.5 rounds to the even 2");
  }

  @Test
  void scalesStayInRangeAndResizeLabelsByTheNearestPixel() {
    for (int seed = 0; seed < 100; seed++) {
      LabelledImage out =
          new RandomScale(0.5, 2).apply(coordinates(20, 30), new SplittableRandom(seed));
      assertTrue(out.width() >= 10 && out.width() <= 40);
      assertEquals(1.5, (double) out.height() / out.width(), 0.15);
    }
    LabelledImage twice =
        new ChoiceScale(List.of(2.0)).apply(coordinates(3, 2), new SplittableRandom(0));
    assertArrayEquals(
        new byte[] {0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3},
        labels(twice).toBytes());
    assertEquals(new Box(0, 0, 6, 4), twice.valid());
  }

  @Test
  void flipMirrorsPixelsLabelsAndValidBox() {
    LabelledImage placed = coordinates(3, 2).onCanvas(5, 2, 2, 0, PAD);
    LabelledImage out = new RandomFlip(1).apply(placed, new SplittableRandom(0));
    assertEquals(new Box(0, 0, 3, 2), out.valid());
    assertEquals(12, out.image().sample(0, 0, 0));
    assertEquals(255, labels(out).label(4, 1));
    long flipped =
        IntStream.range(0, 2000)
            .filter(seed -> new RandomFlip(0.5).apply(placed, new SplittableRandom(seed)) != placed)
            .count();
    assertEquals(1000, flipped, 100);
  }

  @Test
  void resizedCropCutsAnAllowedWindow() {
    RandomResizedCrop crop = RandomResizedCrop.square(16);
    double least = 1;
    double most = 0;
    for (int seed = 0; seed < 500; seed++) {
      LabelledImage out = crop.apply(coordinates(100, 80), new SplittableRandom(seed));
      assertEquals(16, out.width());
      assertEquals(16, out.height());
      // Neighbouring columns differ by width/16 in red: the window's size can be read back.
      double width = (out.image().sample(15, 8, 0) - out.image().sample(0, 8, 0)) * 16 / 15.0;
      double height = (out.image().sample(8, 15, 1) - out.image().sample(8, 0, 1)) * 16 / 15.0;
      double area = width * height / 8000;
      least = Math.min(least, area);
      most = Math.max(most, area);
      assertEquals(1, width / height, 0.45);
    }
    assertTrue(least < 0.15 && least > 0.06, "least area " + least);
    assertTrue(most > 0.85 && most < 1.05, "most area " + most);
  }

  @Test
  void resizedCropFallsBackToTheCentralWindow() {
    RandomResizedCrop whole = new RandomResizedCrop(10, 10, 1, 1, 1, 1);
    LabelledImage out = whole.apply(coordinates(30, 10), new SplittableRandom(0));
    assertEquals(20, out.image().sample(0, 0, 0));
    assertEquals(29, out.image().sample(9, 0, 0));
  }

  @Test
  void jitterLeavesLabelsAndIsTheIdentityAtStrengthZero() {
    LabelledImage in = coordinates(9, 7);
    LabelledImage same = new ColourJitter(0, 0, 0, 0).apply(in, new SplittableRandom(3));
    assertEquals(in.image(), same.image());
    LabelledImage out = ColourJitter.USUAL.apply(in, new SplittableRandom(3));
    assertNotEquals(in.image(), out.image());
    assertEquals(labels(in), labels(out));
    LabelledImage hsv = new HsvJitter(0, 0, 0).apply(in, new SplittableRandom(3));
    assertEquals(in.image(), hsv.image());
  }

  @Test
  void sameSourceGivesTheSamePictureOnAnyThread() {
    Augmentation steps =
        Augmentation.sequence(
            List.of(
                new RandomLongSide(30, 60),
                new RandomFlip(0.5),
                ColourJitter.USUAL,
                HsvJitter.USUAL,
                new RandomCrop(32, 32, PAD)));
    LabelledImage in = coordinates(40, 50);
    List<LabelledImage> once =
        IntStream.range(0, 40).mapToObj(i -> steps.apply(in, new SplittableRandom(i))).toList();
    List<LabelledImage> parallel =
        IntStream.range(0, 40)
            .parallel()
            .mapToObj(i -> steps.apply(in, new SplittableRandom(i)))
            .toList();
    assertEquals(once, parallel);
    assertEquals(coordinates(40, 50), in, "the input is not modified");
  }

  /** Two planes: the column, and 100 plus the row. */
  private static LabelledImage withScores(int width, int height) {
    float[] values = new float[2 * width * height];
    for (int i = 0; i < width * height; i++) {
      values[i] = i % width + 1;
      values[width * height + i] = 100 + i / width;
    }
    return coordinates(width, height).withScores(new ScoreMaps(2, width, height, values));
  }

  private static ScoreMaps scores(LabelledImage picture) {
    return picture.scores().orElseThrow();
  }

  @Test
  void scoresMoveWithThePixelsAndPaddingIsZero() {
    for (int seed = 0; seed < 200; seed++) {
      for (Augmentation crop : List.of(new RandomCrop(6, 9, PAD), new PadThenCrop(6, 9, PAD))) {
        LabelledImage out =
            Augmentation.sequence(List.of(new RandomFlip(0.5), crop))
                .apply(withScores(7, 5), new SplittableRandom(seed));
        for (int y = 0; y < 9; y++) {
          for (int x = 0; x < 6; x++) {
            boolean inside = out.valid().contains(x, y);
            int column = out.image().sample(x, y, 0) - 10;
            int row = out.image().sample(x, y, 1) - 10;
            assertEquals(inside ? column + 1 : 0, scores(out).score(0, x, y));
            assertEquals(inside ? 100 + row : 0, scores(out).score(1, x, y));
          }
        }
      }
    }
  }

  @Test
  void scoresAreResizedBetweenTheirNeighbours() {
    LabelledImage out =
        new ChoiceScale(List.of(2.0)).apply(withScores(2, 1), new SplittableRandom(0));
    // Columns 1 and 2 at twice the size: centres at -0.25, 0.25, 0.75, 1.25.
    assertArrayEquals(
        new float[] {
          1, 1.25f, 1.75f, 2, 1, 1.25f, 1.75f, 2, 100, 100, 100, 100, 100, 100, 100, 100
        },
        scores(out).values());
    ScoreMaps large = new ScoreMaps(1, 3, 2, new float[6]);
    assertThrows(IllegalArgumentException.class, () -> coordinates(2, 2).withScores(large));
    assertThrows(IllegalArgumentException.class, () -> new ScoreMaps(1, 3, 2, new float[5]));
  }

  @Test
  void padThenCropPicksAWindowUniformlyAndNeverMovesASmallPicture() {
    Map<Integer, Integer> corners = new TreeMap<>();
    for (int seed = 0; seed < 3000; seed++) {
      LabelledImage out =
          new PadThenCrop(5, 8, PAD).apply(coordinates(8, 6), new SplittableRandom(seed));
      assertEquals(new Box(0, 0, 5, 6), out.valid());
      corners.merge(out.image().sample(0, 0, 0) - 10, 1, Integer::sum);
      assertEquals(10, out.image().sample(0, 0, 1));
      assertEquals(255, labels(out).label(4, 7));
      assertEquals(2, out.image().sample(4, 6, 1));
    }
    assertEquals(Set.of(0, 1, 2, 3), corners.keySet());
    corners.values().forEach(count -> assertEquals(750, count, 120));
  }

  @Test
  void choiceScalePicksEveryFactorEquallyOften() {
    Map<Integer, Integer> widths = new TreeMap<>();
    ChoiceScale scale = new ChoiceScale(List.of(0.5, 0.75, 1.0, 1.25, 1.5));
    for (int seed = 0; seed < 2000; seed++) {
      widths.merge(
          scale.apply(coordinates(20, 4), new SplittableRandom(seed)).width(), 1, Integer::sum);
    }
    assertEquals(Set.of(10, 15, 20, 25, 30), widths.keySet());
    widths.values().forEach(count -> assertEquals(400, count, 90));
  }

  @Test
  void hsvJitterMovesValueByAtMostTenSteps() {
    byte[] grey = new byte[3 * 16];
    Arrays.fill(grey, (byte) 120);
    LabelledImage in = LabelledImage.of(RgbImage.wrap(16, 1, grey));
    int least = 255;
    int most = 0;
    for (int seed = 0; seed < 500; seed++) {
      LabelledImage out = HsvJitter.USUAL.apply(in, new SplittableRandom(seed));
      int value = 0;
      for (int c = 0; c < 3; c++) {
        value = Math.max(value, out.image().sample(3, 0, c));
      }
      assertEquals(value, out.image().sample(3, 0, 0), 12, "saturation moves by 10 of 255 too");
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    assertEquals(110, least, 1);
    assertEquals(130, most, 1);
  }

  @Test
  void refusesRangesThatMakeNoSense() {
    assertThrows(IllegalArgumentException.class, () -> new RandomScale(2, 1));
    assertThrows(IllegalArgumentException.class, () -> new RandomLongSide(0, 5));
    assertThrows(IllegalArgumentException.class, () -> new ColourJitter(0.1, 0.1, -1, 0));
    assertThrows(IllegalArgumentException.class, () -> new ColourJitter(0, 0, 0, 0.6));
    assertThrows(IllegalArgumentException.class, () -> new ChoiceScale(List.of()));
    assertThrows(IllegalArgumentException.class, () -> new PadColour(0, 256, 0));
  }
}
