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
import org.tag2mask.data.image.JpegFile;
import org.tag2mask.runtime.image.RgbImage;

/**
 * Pictures in the forms a browser shows: photos as JPEG, overlays as PNG with see-through parts.
 */
final class WebImage {
  private static final int JPEG_QUALITY = 90;

  private WebImage() {}

  /**
   * A photo as JPEG.
   *
   * @param image not modified
   * @return the file
   */
  static byte[] jpeg(RgbImage image) {
    return JpegFile.encode(image, JPEG_QUALITY);
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
