package org.tag2mask.examples.embed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.runtime.image.LabelMap;

class MaskOneImageTest {
  /** The runtime's test classifier: class 1 is what is red. */
  private static final Path CLASSIFIER =
      Path.of("../../runtime/src/test/resources/runtime/models/colours.onnx");

  @TempDir Path folder;

  @Test
  void writesTheMaskAsAPalettePng() throws IOException {
    BufferedImage photo = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
    for (int y = 8; y < 24; y++) {
      for (int x = 16; x < 32; x++) {
        photo.setRGB(x, y, 0xE01010);
      }
    }
    Path in = folder.resolve("photo.png");
    ImageIO.write(photo, "png", in.toFile());
    Path out = folder.resolve("mask.png");
    LabelMap mask = MaskOneImage.mask(CLASSIFIER, in, out, Set.of("red"));
    assertEquals(1, mask.label(24, 16));
    assertEquals(0, mask.label(2, 2));
    BufferedImage png = ImageIO.read(out.toFile());
    byte[] indices = (byte[]) png.getRaster().getDataElements(0, 0, 48, 32, new byte[48 * 32]);
    assertArrayEquals(mask.array(), indices);
    IndexColorModel palette = (IndexColorModel) png.getColorModel();
    assertEquals(0xff800000, palette.getRGB(1));
    assertEquals(0xffe0e0c0, palette.getRGB(255));
  }

  @Test
  void aFileThatIsNoImageIsNamed() throws IOException {
    Path text = Files.writeString(folder.resolve("photo.jpg"), "hello");
    IOException fault =
        assertThrows(
            IOException.class,
            () -> MaskOneImage.mask(CLASSIFIER, text, folder.resolve("m.png"), Set.of("red")));
    assertEquals(
        text + " is no image that ImageIO can read; expected JPEG or PNG", fault.getMessage());
  }
}
