package org.tag2mask.data.overlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.png.VocColours;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;

class MaskOverlayTest {

  @TempDir Path folder;

  private static RgbImage grey(int width, int height, int value) {
    byte[] rgb = new byte[3 * width * height];
    Arrays.fill(rgb, (byte) value);
    return RgbImage.wrap(width, height, rgb);
  }

  @Test
  void mixesPhotoAndColourAndLeavesTheBackground() {
    // VOC colours: 1 dark red (128, 0, 0), 255 ivory (224, 224, 192).
    LabelMap labels = LabelMap.of(3, 1, new byte[] {0, 1, (byte) 255});
    RgbImage picture = new MaskOverlay(0.25).draw(grey(3, 1, 100), labels);
    assertArrayEquals(
        new byte[] {100, 100, 100, 107, 75, 75, (byte) 131, (byte) 131, 123}, picture.array());
  }

  @Test
  void isTheFormulaForEveryLabelAndOpacity() {
    SplittableRandom random = new SplittableRandom(5);
    byte[] rgb = new byte[3 * 64 * 16];
    byte[] bytes = new byte[64 * 16];
    random.nextBytes(rgb);
    random.nextBytes(bytes);
    RgbImage photo = RgbImage.wrap(64, 16, rgb);
    LabelMap labels = LabelMap.wrap(64, 16, bytes);
    for (double a : new double[] {0, 0.3, 0.5, 1}) {
      RgbImage picture = new MaskOverlay(a).draw(photo, labels);
      for (int i = 0; i < bytes.length; i++) {
        int x = i % 64;
        int y = i / 64;
        int colour = VocColours.rgb(labels.label(x, y));
        int[] channels = {colour >> 16, colour >> 8 & 0xff, colour & 0xff};
        for (int c = 0; c < 3; c++) {
          int before = photo.sample(x, y, c);
          double mixed = labels.label(x, y) == 0 ? before : (1 - a) * before + a * channels[c];
          assertEquals(mixed, picture.sample(x, y, c), 0.5000001);
        }
      }
    }
    assertEquals(photo, new MaskOverlay(0).draw(photo, labels));
  }

  @Test
  void theEndingIsTheFormat() throws IOException {
    RgbImage photo = grey(16, 16, 90);
    LabelMap labels = LabelMap.filled(16, 16, 2);
    RgbImage expected = MaskOverlay.DEFAULT.draw(photo, labels);
    Path png = folder.resolve("a.PNG");
    MaskOverlay.DEFAULT.write(png, photo, labels);
    assertEquals(expected, ImageReader.read(png));
    Path jpeg = folder.resolve("a.jpeg");
    MaskOverlay.DEFAULT.write(jpeg, photo, labels);
    assertEquals((byte) 0xd8, Files.readAllBytes(jpeg)[1]);
    for (int c = 0; c < 3; c++) {
      assertEquals(expected.sample(8, 8, c), ImageReader.read(jpeg).sample(8, 8, c), 4);
    }
    Path other = folder.resolve("a.webp");
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> MaskOverlay.DEFAULT.write(other, photo, labels))
            .getMessage();
    assertTrue(message.contains(".png, .jpg or .jpeg"), message);
  }

  @Test
  void refusesAnotherSizeAndOpacity() {
    LabelMap labels = LabelMap.filled(16, 15, 2);
    assertThrows(
        IllegalArgumentException.class, () -> MaskOverlay.DEFAULT.draw(grey(16, 16, 0), labels));
    assertThrows(IllegalArgumentException.class, () -> new MaskOverlay(1.1));
    assertThrows(IllegalArgumentException.class, () -> new MaskOverlay(Double.NaN));
  }
}
