package org.tag2mask.data.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.image.ImageException.Kind;
import org.tag2mask.runtime.image.RgbImage;

class BrokenImageTest {

  @TempDir Path folder;

  private static final BufferedImage PICTURE =
      TestImages.picture(64, 48, BufferedImage.TYPE_INT_RGB);

  private static Map<String, byte[]> sound() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("jpg", TestImages.jpeg(PICTURE, false));
    files.put("progressive jpg", TestImages.jpeg(PICTURE, true));
    files.put("png", TestImages.encode(PICTURE, "png"));
    files.put("bmp", TestImages.encode(PICTURE, "bmp"));
    files.put("gif", TestImages.encode(PICTURE, "gif"));
    files.put("webp", TestImages.webp(PICTURE));
    files.put("tiff", TestImages.encode(PICTURE, "tiff"));
    return files;
  }

  private static ImageException fault(byte[] bytes) {
    return assertThrows(
        ImageException.class, () -> ImageReader.decode(bytes, "a.img", ImageLimits.DEFAULT));
  }

  @Test
  void refusesEveryFormatCutAtAnyPlace() {
    sound()
        .forEach(
            (format, bytes) -> {
              for (int percent = 5; percent <= 95; percent += 5) {
                byte[] cut = Arrays.copyOf(bytes, bytes.length * percent / 100);
                ImageException e = fault(cut);
                assertEquals(Kind.TRUNCATED, e.kind(), format + " at " + percent + " %: " + e);
              }
            });
  }

  @Test
  void aJpegCutAndFilledWithZerosIsCutOff() {
    byte[] jpeg = TestImages.jpeg(PICTURE, false);
    byte[] holed = Arrays.copyOf(Arrays.copyOf(jpeg, jpeg.length / 2), jpeg.length);
    assertEquals(Kind.TRUNCATED, fault(holed).kind());
    assertEquals("image-truncated", fault(holed).kind().errorClass());
  }

  @Test
  void aJpegCutAndClosedWithAnEndMarkIsCutOff() {
    for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY}) {
      byte[] jpeg = TestImages.jpeg(TestImages.picture(150, 110, type), false);
      for (int percent = 60; percent <= 95; percent += 5) {
        byte[] cut = Arrays.copyOf(jpeg, jpeg.length * percent / 100);
        cut[cut.length - 3] = 0;
        cut[cut.length - 2] = (byte) 0xff;
        cut[cut.length - 1] = (byte) 0xd9;
        ImageException e = fault(cut);
        assertEquals(Kind.TRUNCATED, e.kind(), percent + " %: " + e.getMessage());
      }
    }
  }

  @Test
  void aSoundJpegMayEndInMiddleGrey() {
    BufferedImage picture = new BufferedImage(70, 50, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 70 * 50; i++) {
      picture.setRGB(i % 70, i / 70, i < 20 * 70 ? 0xff0000 : 0x808080);
    }
    RgbImage image =
        ImageReader.decode(TestImages.jpeg(picture, false), "a.jpg", ImageLimits.DEFAULT);
    assertEquals(128, image.sample(69, 49, 0));
  }

  @Test
  void aThumbnailsEndMarkDoesNotHideAMissingOne() {
    byte[] jpeg = TestImages.jpeg(PICTURE, false);
    byte[] segment = {
      (byte) 0xff, (byte) 0xe1, 0, 6, (byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9
    };
    byte[] withThumbnail = TestImages.insert(jpeg, 2, segment);
    RgbImage image = ImageReader.decode(withThumbnail, "a.jpg", ImageLimits.DEFAULT);
    assertEquals(64, image.width());
    assertEquals(
        Kind.TRUNCATED, fault(Arrays.copyOf(withThumbnail, withThumbnail.length - 30)).kind());
  }

  @Test
  void refusesAFlippedBitInAPng() {
    byte[] png = TestImages.encode(PICTURE, "png");
    png[png.length / 2] ^= 4;
    ImageException e = fault(png);
    assertEquals(Kind.DAMAGED, e.kind());
    assertTrue(e.getMessage().contains("checksum"), e.getMessage());
  }

  @Test
  void refusesWhatIsNoImage() {
    byte[] html = "<html><body>404 not found</body></html>".getBytes(StandardCharsets.UTF_8);
    ImageException e = fault(html);
    assertEquals(Kind.NOT_AN_IMAGE, e.kind());
    assertEquals(
        "a.img: begins with '<html><b'; expected JPEG, PNG, BMP, GIF, WebP or TIFF",
        e.getMessage());
  }

  @Test
  void namesFormatsItDoesNotRead() {
    byte[] heic = {0, 0, 0, 24, 'f', 't', 'y', 'p', 'h', 'e', 'i', 'c', 0, 0, 0, 0};
    ImageException e = fault(heic);
    assertEquals(Kind.UNSUPPORTED, e.kind());
    assertTrue(e.getMessage().contains("HEIC"), e.getMessage());
  }

  @Test
  void refusesCmykWithoutAdobeMarker() {
    ImageException e = fault(TestImages.cmykJpeg(8, 8, 1, 2, 3, 4));
    assertEquals(Kind.UNSUPPORTED, e.kind());
    assertTrue(e.getMessage().contains("CMYK"), e.getMessage());
  }

  @Test
  void refusesABombBeforeAllocatingPixels() {
    // 4 Gpx would need 12 GB, far above the test's heap: reaching the decoder would show.
    ImageException e = fault(TestImages.bomb(65_000, 65_000));
    assertEquals(Kind.TOO_LARGE, e.kind());
    assertEquals(
        "a.img: 65000 x 65000 = 4225.0 megapixels, the limit is 64.0;"
            + " scale it down or raise the limit",
        e.getMessage());
  }

  @Test
  void pixelLimitCanBeChanged() {
    byte[] png = TestImages.encode(PICTURE, "png");
    ImageLimits tight = new ImageLimits(64 * 48 - 1, 1_000_000);
    ImageException e =
        assertThrows(ImageException.class, () -> ImageReader.decode(png, "a.png", tight));
    assertEquals(Kind.TOO_LARGE, e.kind());
    ImageLimits enough = new ImageLimits(64 * 48, 1_000_000);
    assertEquals(48, ImageReader.decode(png, "a.png", enough).height());
  }

  @Test
  void fileLimitIsCheckedBeforeReading() throws IOException {
    Path file = Files.write(folder.resolve("a.png"), TestImages.encode(PICTURE, "png"));
    ImageLimits tight = new ImageLimits(1_000_000, 100);
    ImageException e = assertThrows(ImageException.class, () -> ImageReader.read(file, tight));
    assertEquals(Kind.TOO_LARGE, e.kind());
  }

  @Test
  void tellsMissingEmptyAndFolderApart() throws IOException {
    Path missing = folder.resolve("missing.jpg");
    Path empty = Files.createFile(folder.resolve("empty.jpg"));
    assertEquals(
        Kind.MISSING, assertThrows(ImageException.class, () -> ImageReader.read(missing)).kind());
    ImageException e = assertThrows(ImageException.class, () -> ImageReader.read(empty));
    assertEquals(Kind.NOT_AN_IMAGE, e.kind());
    assertTrue(e.getMessage().contains("empty"), e.getMessage());
    assertEquals(
        Kind.NOT_AN_IMAGE,
        assertThrows(ImageException.class, () -> ImageReader.read(folder)).kind());
  }

  @Test
  void anyDamageIsAnImageExceptionOrAPicture() {
    Random random = new Random(7);
    sound()
        .forEach(
            (format, bytes) -> {
              for (int i = 0; i < 150; i++) {
                byte[] broken = bytes.clone();
                for (int k = 0; k < 3; k++) {
                  int headerFirst = i % 2 == 0 ? Math.min(200, broken.length) : broken.length;
                  broken[random.nextInt(headerFirst)] = (byte) random.nextInt();
                }
                try {
                  RgbImage image =
                      ImageReader.decode(broken, format, new ImageLimits(1_000_000, 1_000_000));
                  assertTrue(image.width() * image.height() <= 1_000_000);
                } catch (ImageException e) {
                  assertTrue(e.getMessage().startsWith(format + ": "), e.getMessage());
                }
              }
            });
  }
}
