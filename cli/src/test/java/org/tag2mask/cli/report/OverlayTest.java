package org.tag2mask.cli.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.tag2mask.cli.report.Fixtures.labels;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.Grid;

/** What lies over the photos. */
class OverlayTest {

  @Test
  void errorsAreToldApartByKind() {
    byte[] kinds = ErrorMap.compare(labels("..112*1.*"), labels(".1.122***"));
    ErrorMap[] expected = {
      ErrorMap.BACKGROUND,
      ErrorMap.MISSED,
      ErrorMap.SPURIOUS,
      ErrorMap.CORRECT,
      ErrorMap.CORRECT,
      ErrorMap.MISSED,
      ErrorMap.IGNORED,
      ErrorMap.IGNORED,
      ErrorMap.IGNORED
    };
    assertArrayEquals(
        expected,
        IntStream.range(0, kinds.length).mapToObj(i -> ErrorMap.values()[kinds[i]]).toArray());
    assertEquals(ErrorMap.CONFUSED.ordinal(), ErrorMap.compare(labels("2"), labels("1"))[0]);
    assertEquals(ErrorMap.IGNORED.ordinal(), ErrorMap.compare(labels("*"), labels("."))[0]);
  }

  @Test
  void masksHaveVocColoursOnASeeThroughBackground() throws IOException {
    byte[] png = WebImage.overlay(4, 1, labels(".12*").array(), Panels.labelColours());
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertEquals(0, image.getRGB(0, 0) >>> 24);
    assertEquals(0xff800000, image.getRGB(1, 0));
    assertEquals(0xff008000, image.getRGB(2, 0));
    assertEquals(0xffe0e0c0, image.getRGB(3, 0));
  }

  @Test
  void photosKeepTheirColours() throws IOException {
    byte[] rgb = new byte[3 * 64];
    for (int i = 0; i < 64; i++) {
      rgb[3 * i] = (byte) 200;
      rgb[3 * i + 1] = 90;
      rgb[3 * i + 2] = 40;
    }
    byte[] jpeg = WebImage.jpeg(RgbImage.wrap(8, 8, rgb));
    int pixel = ImageIO.read(new ByteArrayInputStream(jpeg)).getRGB(4, 4);
    assertEquals(200, pixel >> 16 & 0xff, 6);
    assertEquals(90, pixel >> 8 & 0xff, 6);
    assertEquals(40, pixel & 0xff, 6);
  }

  @Test
  void heatIsClippedAndWhatIsNoNumberIsCold() {
    HeatMap map = new HeatMap(1, 5, 1, new float[] {-1, 0.5f, 2, Float.NaN, 1});
    byte[] steps = map.steps(5, 1);
    assertEquals(0, steps[0]);
    assertEquals(128, steps[1] & 0xff);
    assertEquals(255, steps[2] & 0xff);
    assertEquals(0, steps[3]);
  }

  @Test
  void heatIsStretchedOverThePicture() {
    byte[] steps = new HeatMap(1, 2, 1, new float[] {0, 1}).steps(4, 2);
    assertArrayEquals(
        new byte[] {0, 64, (byte) 191, (byte) 255, 0, 64, (byte) 191, (byte) 255}, steps);
  }

  @Test
  void mapsThatWereNotNormalisedKeepTheirProportion() {
    float[] planes = {0, 4, 1, 2};
    Cams cams = new Cams(new int[] {2, 5}, 2, 1, Grid.FULL, planes, new float[5]);
    List<HeatMap> maps = HeatMap.of(cams);
    assertEquals(2, maps.get(0).classId());
    assertArrayEquals(new float[] {0, 1}, maps.get(0).values());
    assertEquals(5, maps.get(1).classId());
    assertArrayEquals(new float[] {0.25f, 0.5f}, maps.get(1).values());
    assertArrayEquals(new float[] {0, 4, 1, 2}, planes);
  }

  @Test
  void normalisedMapsAreShownAsTheyAre() {
    Cams cams = new Cams(new int[] {1}, 2, 1, Grid.FULL, new float[] {0.1f, 0.6f}, new float[1]);
    assertArrayEquals(new float[] {0.1f, 0.6f}, HeatMap.of(cams).get(0).values());
  }

  @Test
  void refusesAMapOfTheWrongLength() {
    assertThrows(IllegalArgumentException.class, () -> new HeatMap(1, 2, 2, new float[] {1, 2, 3}));
  }
}
