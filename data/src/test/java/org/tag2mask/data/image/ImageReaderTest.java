package org.tag2mask.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.opencv.global.opencv_core;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.runtime.image.RgbImage;

class ImageReaderTest {

  private static RgbImage decode(byte[] bytes) {
    return ImageReader.decode(bytes, "test", ImageLimits.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff"})
  void readsWhatOtherEncodersWriteWithoutLoss(String format) {
    BufferedImage picture = TestImages.picture(37, 23, BufferedImage.TYPE_INT_RGB);
    RgbImage image = decode(TestImages.encode(picture, format));
    assertEquals(37, image.width());
    assertEquals(23, image.height());
    assertEquals(0, TestImages.meanDifference(image, picture));
  }

  @Test
  void readsLossyFormatsClosely() {
    BufferedImage picture = TestImages.picture(64, 48, BufferedImage.TYPE_INT_RGB);
    for (byte[] file :
        List.of(
            TestImages.jpeg(picture, false),
            TestImages.jpeg(picture, true),
            TestImages.webp(picture))) {
      assertTrue(TestImages.meanDifference(decode(file), picture) < 3);
    }
  }

  @Test
  void readsTheFirstPictureOfAGif() {
    BufferedImage picture = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 128; i++) {
      picture.setRGB(i % 16, i / 16, i % 3 == 0 ? 0xff0000 : 0x0000ff);
    }
    RgbImage image = decode(TestImages.encode(picture, "gif"));
    assertEquals(0, TestImages.meanDifference(image, picture));
  }

  @Test
  void readsGreyImagesAsThreeEqualChannels() {
    BufferedImage picture = TestImages.picture(20, 10, BufferedImage.TYPE_BYTE_GRAY);
    for (byte[] file :
        List.of(TestImages.encode(picture, "png"), TestImages.jpeg(picture, false))) {
      RgbImage image = decode(file);
      int stored = picture.getRaster().getSample(15, 7, 0);
      for (int c = 0; c < 3; c++) {
        assertEquals(stored, image.sample(15, 7, c), 3);
      }
    }
  }

  /** Columns: EXIF value, upright size, then where the stored left upper corner ends up. */
  @ParameterizedTest
  @CsvSource({
    "1,40,24,0,0", "2,40,24,39,0", "3,40,24,39,23", "4,40,24,0,23",
    "5,24,40,0,0", "6,24,40,23,0", "7,24,40,23,39", "8,24,40,0,39"
  })
  void turnsPhotosUpright(int orientation, int width, int height, int cornerX, int cornerY) {
    BufferedImage picture = TestImages.picture(40, 24, BufferedImage.TYPE_INT_RGB);
    // The stored left upper corner is the only one without red and green.
    byte[] jpeg = TestImages.withOrientation(TestImages.jpeg(picture, false), orientation);
    RgbImage image = decode(jpeg);
    assertEquals(width, image.width());
    assertEquals(height, image.height());
    assertTrue(image.sample(cornerX, cornerY, 0) < 40, "red");
    assertTrue(image.sample(cornerX, cornerY, 1) < 40, "green");
    // The opposite corner has both.
    assertTrue(image.sample(width - 1 - cornerX, height - 1 - cornerY, 0) > 215, "red");
    assertTrue(image.sample(width - 1 - cornerX, height - 1 - cornerY, 1) > 215, "green");
  }

  @Test
  void tellsTransposedFromTurned() {
    BufferedImage picture = TestImages.picture(40, 24, BufferedImage.TYPE_INT_RGB);
    byte[] jpeg = TestImages.jpeg(picture, false);
    // 6 turns clockwise: the stored left lower corner (green) comes to the left upper one.
    RgbImage turned = decode(TestImages.withOrientation(jpeg, 6));
    assertTrue(turned.sample(0, 0, 1) > 215 && turned.sample(0, 0, 0) < 40);
    // 8 turns counter-clockwise: the stored right upper corner (red) comes there.
    RgbImage other = decode(TestImages.withOrientation(jpeg, 8));
    assertTrue(other.sample(0, 0, 0) > 215 && other.sample(0, 0, 1) < 40);
  }

  @Test
  void appliesTheOrientationOfAPng() {
    BufferedImage picture = TestImages.picture(6, 4, BufferedImage.TYPE_INT_RGB);
    byte[] png =
        TestImages.withChunk(TestImages.encode(picture, "png"), "eXIf", TestImages.exifBlock(3));
    RgbImage image = decode(png);
    assertEquals(255, image.sample(0, 0, 0));
    assertEquals(0, image.sample(5, 3, 0));
  }

  @Test
  void appliesTheOrientationOfATiffOnce() {
    BufferedImage picture = TestImages.picture(6, 4, BufferedImage.TYPE_INT_RGB);
    byte[] tiff = TestImages.encode(picture, "tiff");
    ImageHeader header = ImageHeader.parse(tiff, "test");
    assertEquals(Orientation.UPRIGHT, header.orientation());
    byte[] turned = TiffEdit.withOrientation(tiff, 3);
    RgbImage image = decode(turned);
    assertEquals(255, image.sample(0, 0, 0));
    assertEquals(255, image.sample(0, 0, 1));
    assertEquals(0, image.sample(5, 3, 0));
  }

  @Test
  void convertsAdobeCmyk() {
    byte[] file = TestImages.withAdobeMarker(TestImages.cmykJpeg(16, 16, 200, 100, 50, 255));
    RgbImage image = decode(file);
    assertEquals(200, image.sample(8, 8, 0), 4);
    assertEquals(100, image.sample(8, 8, 1), 4);
    assertEquals(50, image.sample(8, 8, 2), 4);
  }

  @Test
  void blendsTransparentPixelsOverWhite() {
    BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, 0x00102030);
    picture.setRGB(1, 0, 0x80000000);
    picture.setRGB(2, 0, 0xff102030);
    RgbImage image = decode(TestImages.encode(picture, "png"));
    assertArrayEquals(new byte[] {-1, -1, -1, 127, 127, 127, 0x10, 0x20, 0x30}, image.toBytes());
  }

  /** Grey with alpha, a transparent colour, transparent palette entries. */
  @Test
  void blendsEveryKindOfPngTransparency() {
    ColorModel greyAlpha =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_BYTE);
    WritableRaster raster = greyAlpha.createCompatibleWritableRaster(2, 1);
    raster.setPixel(0, 0, new int[] {40, 0});
    raster.setPixel(1, 0, new int[] {40, 255});
    byte[] first = TestImages.encode(new BufferedImage(greyAlpha, raster, false, null), "png");
    assertEquals(4, first[25], "colour type");

    BufferedImage colour = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    colour.setRGB(1, 0, 0x282828);
    byte[] second = TestImages.withChunk(TestImages.encode(colour, "png"), "tRNS", new byte[6]);

    byte[] levels = {0, 40};
    IndexColorModel palette =
        new IndexColorModel(8, 2, levels, levels, levels, new byte[] {0, (byte) 255});
    BufferedImage indexed = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
    indexed.getRaster().setSample(1, 0, 0, 1);
    byte[] third = TestImages.encode(indexed, "png");
    assertEquals(3, third[25], "colour type");

    for (byte[] png : List.of(first, second, third)) {
      assertArrayEquals(new byte[] {-1, -1, -1, 40, 40, 40}, decode(png).toBytes());
    }
  }

  @Test
  void sixteenBitAlphaUsesHighBytes() {
    byte[] samples = new byte[2 * 2 * 4];
    ByteBuffer.wrap(samples)
        .order(ByteOrder.nativeOrder())
        .asShortBuffer()
        .put(new short[] {0x1234, 0x2345, 0x3456, 0, 0x1234, 0x2345, 0x3456, -1});
    byte[] png = TestImages.openCv(".png", 2, 1, opencv_core.CV_16UC4, samples);
    assertEquals(16, png[24]);
    assertArrayEquals(new byte[] {-1, -1, -1, 0x34, 0x23, 0x12}, decode(png).toBytes());
  }

  @Test
  void keepsTheHighByteOfSixteenBits() {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    picture.getRaster().setSample(0, 0, 0, 0x1234);
    picture.getRaster().setSample(1, 0, 0, 0xfeff);
    for (String format : List.of("png", "tiff")) {
      RgbImage image = decode(TestImages.encode(picture, format));
      assertEquals(0x12, image.sample(0, 0, 0), format);
      assertEquals(0xfe, image.sample(1, 0, 2), format);
    }
  }

  @Test
  void readsPaletteWithTransparency() {
    BufferedImage picture = TestImages.picture(9, 5, BufferedImage.TYPE_BYTE_INDEXED);
    assertEquals(0, TestImages.meanDifference(decode(TestImages.encode(picture, "png")), picture));
  }

  @Test
  void alphaInWebp() {
    byte[] bgra = {0, 0, 0, 0, 10, 20, 30, -1, 0, 0, 0, 0, 10, 20, 30, -1};
    byte[] file = TestImages.openCv(".webp", 2, 2, opencv_core.CV_8UC4, bgra);
    RgbImage image = decode(file);
    assertEquals(255, image.sample(0, 0, 0), 6);
    assertTrue(image.sample(1, 0, 0) < 80);
  }

  @Test
  void givesTheSamePixelsOnManyThreads() {
    byte[] jpeg = TestImages.jpeg(TestImages.picture(120, 90, BufferedImage.TYPE_INT_RGB), false);
    RgbImage once = decode(jpeg);
    assertTrue(
        IntStream.range(0, 200).parallel().mapToObj(i -> decode(jpeg)).allMatch(once::equals));
  }

  @Test
  void headerGivesTheUprightSize() {
    BufferedImage picture = TestImages.picture(40, 24, BufferedImage.TYPE_INT_RGB);
    byte[] jpeg = TestImages.withOrientation(TestImages.jpeg(picture, true), 6);
    ImageHeader header = ImageHeader.parse(jpeg, "test");
    assertEquals(40, header.width());
    assertEquals(24, header.uprightWidth());
    assertEquals(40, header.uprightHeight());
    assertEquals(ImageHeader.Format.JPEG, header.format());
  }
}
