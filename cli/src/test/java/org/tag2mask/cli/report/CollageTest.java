package org.tag2mask.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;

class CollageTest {

  private static Collage.Row row(int width, int height, int label) {
    return new Collage.Row(
        Fixtures.grey(width, height, 100),
        Fixtures.slope(1, 8, 8),
        LabelMap.filled(width, height, label));
  }

  @Test
  void putsInputHeatAndMaskSideBySide() {
    RgbImage picture = Collage.draw(List.of(row(20, 20, 1)), 40);
    assertEquals(3 * 40 + 2 * 8, picture.width());
    assertEquals(40, picture.height());
    assertEquals(100, picture.sample(20, 20, 0));
    assertEquals(255, picture.sample(43, 20, 1), "the gap is white");
    assertTrue(picture.sample(48 + 38, 20, 1) > picture.sample(48 + 1, 20, 1) + 60, "hot at right");
    // 0.72 of the dark red 128,0,0 over 0.28 of grey 100
    assertEquals(120, picture.sample(96 + 20, 20, 0));
    assertEquals(28, picture.sample(96 + 20, 20, 1));
  }

  @Test
  void leavesThePhotoWhereTheMaskIsBackground() {
    RgbImage picture = Collage.draw(List.of(row(20, 20, 0)), 40);
    assertEquals(100, picture.sample(96 + 20, 20, 2));
  }

  @Test
  void centresNarrowPicturesInTheirColumn() {
    RgbImage picture = Collage.draw(List.of(row(40, 20, 0), row(10, 20, 0)), 20);
    assertEquals(3 * 40 + 16, picture.width());
    assertEquals(2 * 20 + 8, picture.height());
    assertEquals(255, picture.sample(14, 38, 0));
    assertEquals(100, picture.sample(15, 38, 0));
    assertEquals(100, picture.sample(24, 38, 0));
    assertEquals(255, picture.sample(25, 38, 0));
  }

  @Test
  void writesAPng(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("collage.png");
    Collage.write(List.of(row(20, 20, 2)), 32, file);
    assertEquals(32, ImageIO.read(file.toFile()).getHeight());
  }

  @Test
  void refusesNoRowsAndAMaskOfAnotherSize() {
    assertThrows(IllegalArgumentException.class, () -> Collage.draw(List.of(), 40));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Collage.Row(
                Fixtures.grey(3, 3, 0), Fixtures.slope(1, 3, 3), LabelMap.filled(3, 2, 0)));
  }
}
