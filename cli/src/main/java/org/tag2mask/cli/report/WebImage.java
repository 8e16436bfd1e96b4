package org.tag2mask.cli.report;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.tag2mask.runtime.image.RgbImage;

/**
 * Pictures in the forms a browser shows: photos as JPEG, overlays as PNG with see-through parts.
 */
final class WebImage {
  private static final float JPEG_QUALITY = 0.9f;

  private WebImage() {}

  /**
   * A photo as JPEG.
   *
   * @param image not modified
   * @return the file
   */
  static byte[] jpeg(RgbImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(JPEG_QUALITY);
      return written(writer, settings, buffered(image));
    } finally {
      writer.dispose();
    }
  }

  /**
   * An overlay as palette PNG.
   *
   * @param width pixels
   * @param height pixels
   * @param indices {@code [height][width]}, unsigned; not modified
   * @param argb {@code [256]} of 0xAARRGGBB
   * @return the file
   */
  static byte[] overlay(int width, int height, byte[] indices, int[] argb) throws IOException {
    IndexColorModel colours = new IndexColorModel(8, 256, argb, 0, true, -1, DataBuffer.TYPE_BYTE);
    BufferedImage image =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colours);
    image.getRaster().setDataElements(0, 0, width, height, indices);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try {
      return written(writer, writer.getDefaultWriteParam(), image);
    } finally {
      writer.dispose();
    }
  }

  private static BufferedImage buffered(RgbImage image) {
    BufferedImage out =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = image.array();
    int[] row = new int[image.width()];
    for (int y = 0, from = 0; y < image.height(); y++) {
      for (int x = 0; x < row.length; x++, from += 3) {
        row[x] = (rgb[from] & 0xff) << 16 | (rgb[from + 1] & 0xff) << 8 | rgb[from + 2] & 0xff;
      }
      out.getRaster().setDataElements(0, y, row.length, 1, row);
    }
    return out;
  }

  private static byte[] written(ImageWriter writer, ImageWriteParam settings, BufferedImage image)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // The cache in memory: ImageIO would otherwise make a temporary file for every picture.
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), settings);
    }
    return bytes.toByteArray();
  }
}
