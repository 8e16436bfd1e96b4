package org.tag2mask.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.tag2mask.runtime.image.RgbImage;

/** Image files made by other encoders (the JDK's, OpenCV's), and small changes of their bytes. */
final class TestImages {

  private TestImages() {}

  /** A smooth picture whose four corners differ, so that every orientation is told apart. */
  static BufferedImage picture(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int red = 255 * x / Math.max(1, width - 1);
        int green = 255 * y / Math.max(1, height - 1);
        image.setRGB(x, y, 0xff000000 | red << 16 | green << 8 | 80);
      }
    }
    return image;
  }

  static byte[] encode(BufferedImage image, String format) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalStateException("no writer of the JDK for " + format);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] jpeg(BufferedImage image, boolean progressive) {
    return write(
        "jpeg",
        new IIOImage(image, null, null),
        param -> {
          param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
          param.setCompressionQuality(0.97f);
          if (progressive) {
            param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
          }
        });
  }

  /** A four-channel JPEG of one colour, without Adobe marker. */
  static byte[] cmykJpeg(int width, int height, int... cmyk) {
    WritableRaster raster = Raster.createInterleavedRaster(0, width, height, 4, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        raster.setPixel(x, y, cmyk);
      }
    }
    return write("jpeg", new IIOImage(raster, null, null), param -> {});
  }

  private static byte[] write(String format, IIOImage image, Consumer<ImageWriteParam> change) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
        ImageWriteParam param = writer.getDefaultWriteParam();
        change.accept(param);
        writer.setOutput(stream);
        writer.write(null, image, param);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
  }

  /** Encodes BGR(A) rows with OpenCV. */
  static byte[] openCv(String extension, int width, int height, int type, byte[] rows) {
    try (BytePointer pixels = new BytePointer(rows);
        Mat mat = new Mat(height, width, type, pixels);
        BytePointer name = new BytePointer(extension);
        BytePointer out = new BytePointer()) {
      opencv_imgcodecs.imencode(name, mat, out);
      byte[] bytes = new byte[(int) out.limit()];
      out.get(bytes);
      return bytes;
    }
  }

  static byte[] webp(BufferedImage image) {
    byte[] bgr = new byte[3 * image.getWidth() * image.getHeight()];
    for (int i = 0; i < bgr.length / 3; i++) {
      int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
      bgr[3 * i] = (byte) rgb;
      bgr[3 * i + 1] = (byte) (rgb >> 8);
      bgr[3 * i + 2] = (byte) (rgb >> 16);
    }
    return openCv(".webp", image.getWidth(), image.getHeight(), opencv_core.CV_8UC3, bgr);
  }

  /** Puts an APP1 segment with an EXIF orientation behind the start mark of a JPEG. */
  static byte[] withOrientation(byte[] jpeg, int orientation) {
    ByteBuffer exif = ByteBuffer.allocate(36);
    exif.putShort((short) 0xffe1).putShort((short) 34);
    exif.put(new byte[] {'E', 'x', 'i', 'f', 0, 0}).put(exifBlock(orientation));
    return insert(jpeg, 2, exif.array());
  }

  /** A big-endian TIFF directory with the orientation alone, 26 bytes. */
  static byte[] exifBlock(int orientation) {
    ByteBuffer block = ByteBuffer.allocate(26);
    block.put(new byte[] {'M', 'M', 0, 42}).putInt(8).putShort((short) 1);
    block.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    block.putShort((short) orientation).putShort((short) 0).putInt(0);
    return block.array();
  }

  static byte[] withAdobeMarker(byte[] jpeg) {
    byte[] marker = {
      (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };
    return insert(jpeg, 2, marker);
  }

  /** Puts a chunk with a right checksum behind IHDR of a PNG. */
  static byte[] withChunk(byte[] png, String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
    chunk.putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII));
    chunk.put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    chunk.putInt((int) crc.getValue());
    return insert(png, 33, chunk.array());
  }

  /** A PNG that says it has these sides and holds next to nothing. */
  static byte[] bomb(int width, int height) {
    byte[] png = encode(picture(4, 4, BufferedImage.TYPE_INT_RGB), "png");
    ByteBuffer edit = ByteBuffer.wrap(png);
    edit.putInt(16, width).putInt(20, height);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    edit.putInt(29, (int) crc.getValue());
    return png;
  }

  static byte[] insert(byte[] bytes, int at, byte[] more) {
    ByteBuffer out = ByteBuffer.allocate(bytes.length + more.length);
    return out.put(bytes, 0, at).put(more).put(bytes, at, bytes.length - at).array();
  }

  static double meanDifference(RgbImage actual, BufferedImage expected) {
    long sum = 0;
    for (int y = 0; y < actual.height(); y++) {
      for (int x = 0; x < actual.width(); x++) {
        int rgb = expected.getRGB(x, y);
        sum += Math.abs(actual.sample(x, y, 0) - (rgb >> 16 & 0xff));
        sum += Math.abs(actual.sample(x, y, 1) - (rgb >> 8 & 0xff));
        sum += Math.abs(actual.sample(x, y, 2) - (rgb & 0xff));
      }
    }
    return sum / (3.0 * actual.width() * actual.height());
  }
}
