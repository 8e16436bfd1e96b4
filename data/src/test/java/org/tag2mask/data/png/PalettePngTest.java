package org.tag2mask.data.png;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.data.image.ImageException;
import org.tag2mask.data.image.ImageException.Kind;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;

class PalettePngTest {

  @TempDir Path folder;

  private static LabelMap random(int width, int height, int below) {
    Random random = new Random(3);
    byte[] labels = new byte[width * height];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) random.nextInt(below);
    }
    return LabelMap.wrap(width, height, labels);
  }

  /** A PNG of raw indices by the JDK's writer. */
  private static byte[] jdkPng(LabelMap labels, int bits, boolean grey, boolean interlaced)
      throws IOException {
    byte[] ramp = new byte[1 << bits];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (byte) (grey ? i * 255 / (ramp.length - 1) : 7 * i);
    }
    BufferedImage image;
    if (grey && bits == 8) {
      image = new BufferedImage(labels.width(), labels.height(), BufferedImage.TYPE_BYTE_GRAY);
    } else {
      IndexColorModel model =
          new IndexColorModel(bits, ramp.length, ramp, ramp, grey ? ramp : new byte[ramp.length]);
      int type = bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY;
      image = new BufferedImage(labels.width(), labels.height(), type, model);
    }
    WritableRaster raster = image.getRaster();
    for (int y = 0; y < labels.height(); y++) {
      for (int x = 0; x < labels.width(); x++) {
        raster.setSample(x, y, 0, labels.label(x, y));
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (interlaced) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "1,false,false",
    "2,false,false",
    "4,false,false",
    "8,false,false",
    "1,true,false",
    "2,true,false",
    "4,true,false",
    "8,true,false",
    "1,false,true",
    "4,false,true",
    "8,true,true"
  })
  void keepsRawIndicesOfEveryDepth(int bits, boolean grey, boolean interlaced) throws IOException {
    for (int width : new int[] {1, 5, 8, 37}) {
      LabelMap labels = random(width, 11, 1 << bits);
      byte[] png = jdkPng(labels, bits, grey, interlaced);
      assertEquals(bits, png[24], "the JDK chose another depth");
      assertEquals(interlaced ? 1 : 0, png[28]);
      assertEquals(labels, PalettePng.decode(png, "m.png", ImageLimits.DEFAULT));
    }
  }

  @Test
  void otherReadersSeeIndicesAndVocColours() throws IOException {
    LabelMap labels = random(31, 17, 256);
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(PalettePng.encode(labels)));
    int[] known = {0x000000, 0x800000, 0x008000, 0x808000, 0x000080};
    for (int y = 0; y < 17; y++) {
      for (int x = 0; x < 31; x++) {
        int label = labels.label(x, y);
        assertEquals(label, read.getRaster().getSample(x, y, 0));
        if (label < known.length) {
          assertEquals(known[label], read.getRGB(x, y) & 0xffffff);
        }
      }
    }
  }

  @Test
  void vocColoursOfPersonMonitorAndIgnore() {
    assertEquals(0xc08080, VocColours.rgb(15));
    assertEquals(0x004080, VocColours.rgb(20));
    assertEquals(0xe0e0c0, VocColours.rgb(255));
  }

  @Test
  void writesTheSameBytesEveryTimeAndReadsThemBack() throws IOException {
    LabelMap labels = random(200, 150, 22);
    assertArrayEquals(PalettePng.encode(labels), PalettePng.encode(labels));
    Path file = folder.resolve("m.png");
    PalettePng.write(file, labels);
    assertEquals(labels, PalettePng.read(file, 200, 150, 22));
  }

  @Test
  void refusesAMaskOfAnotherSize() throws IOException {
    Path file = folder.resolve("m.png");
    PalettePng.write(file, LabelMap.filled(4, 3, 1));
    ImageException e = assertThrows(ImageException.class, () -> PalettePng.read(file, 3, 4, 2));
    assertEquals(Kind.MASK_SIZE, e.kind());
    assertTrue(e.getMessage().contains("the mask is 4 x 3, its image 3 x 4"), e.getMessage());
  }

  @Test
  void refusesAnIndexBeyondTheClasses() throws IOException {
    Path file = folder.resolve("m.png");
    PalettePng.write(file, LabelMap.wrap(3, 2, new byte[] {0, 1, -1, 2, 0, 3}));
    ImageException e = assertThrows(ImageException.class, () -> PalettePng.read(file, 3, 2, 3));
    assertEquals(Kind.MASK_CLASS, e.kind());
    assertTrue(e.getMessage().contains("index 3 at x=2 y=1 is beyond the 3 classes"));
    assertEquals(Set.of(1, 2, 3), PalettePng.presentClasses(PalettePng.read(file), 4, file));
  }

  @Test
  void refusesColourAndOtherFormats() throws IOException {
    byte[] colour = RgbPng.encode(RgbImage.wrap(2, 1, new byte[6]));
    ImageException e =
        assertThrows(
            ImageException.class, () -> PalettePng.decode(colour, "m.png", ImageLimits.DEFAULT));
    assertEquals(Kind.UNSUPPORTED, e.kind());
    assertTrue(e.getMessage().contains("class indices"), e.getMessage());
    byte[] deep = GreyPng.encode(2, 1, new float[2], GreyPng.Depth.BITS_16);
    assertEquals(
        Kind.UNSUPPORTED,
        assertThrows(
                ImageException.class, () -> PalettePng.decode(deep, "m.png", ImageLimits.DEFAULT))
            .kind());
  }

  @Test
  void refusesACutOffMask() throws IOException {
    byte[] png = PalettePng.encode(random(50, 40, 5));
    Path file = Files.write(folder.resolve("m.png"), Arrays.copyOf(png, png.length - 20));
    ImageException e = assertThrows(ImageException.class, () -> PalettePng.read(file));
    assertEquals(Kind.TRUNCATED, e.kind());
  }

  @Test
  void rgbPngIsReadBackByTheJdk() throws IOException {
    byte[] rgb = new byte[3 * 13 * 7];
    new Random(5).nextBytes(rgb);
    RgbImage image = RgbImage.wrap(13, 7, rgb);
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(RgbPng.encode(image)));
    for (int i = 0; i < 13 * 7; i++) {
      int pixel = read.getRGB(i % 13, i / 13);
      assertEquals(image.sample(i % 13, i / 13, 0), pixel >> 16 & 0xff);
      assertEquals(image.sample(i % 13, i / 13, 2), pixel & 0xff);
    }
  }

  @Test
  void confidencesKeepTheirValueWithinHalfAStep() throws IOException {
    float[] values = {0, 1, 0.5f, 0.123456f, 2, -1, Float.NaN, 0.9999f};
    float[] expected = {0, 1, 0.5f, 0.123456f, 1, 0, 0, 0.9999f};
    for (GreyPng.Depth depth : GreyPng.Depth.values()) {
      Path file = folder.resolve("c.png");
      GreyPng.write(file, 4, 2, values, depth);
      float step = depth == GreyPng.Depth.BITS_8 ? 1 / 255f : 1 / 65535f;
      assertArrayEquals(expected, GreyPng.read(file).values(), step / 2 + 1e-7f);
    }
  }
}
