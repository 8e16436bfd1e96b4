package org.tag2mask.data.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the header of an image file says, read without decoding a pixel. Making one also checks that
 * the file's structure is complete to its end mark.
 *
 * @param format the file format
 * @param width stored columns, before the orientation is applied
 * @param height stored rows
 * @param channels samples a pixel (a palette counts as one), alpha included
 * @param bitDepth bits a sample
 * @param alpha whether the file can have transparent pixels
 * @param orientation how to turn the stored picture
 */
public record ImageHeader(
    Format format,
    int width,
    int height,
    int channels,
    int bitDepth,
    boolean alpha,
    Orientation orientation) {

  /** The file formats that are read. */
  public enum Format {
    /** Baseline and progressive JPEG of 8 bits: grey, YCbCr, RGB, CMYK and YCCK. */
    JPEG,
    /** PNG of every kind; 16-bit samples are reduced to their high byte. */
    PNG,
    /** Windows bitmap. */
    BMP,
    /** GIF, its first picture. */
    GIF,
    /** WebP, lossy and lossless; of an animation the first picture. */
    WEBP,
    /** TIFF, the first page; 1 to 16 bits. */
    TIFF
  }

  /** Width of the upright picture. */
  public int uprightWidth() {
    return orientation.swapsSides() ? height : width;
  }

  /** Height of the upright picture. */
  public int uprightHeight() {
    return orientation.swapsSides() ? width : height;
  }

  /**
   * Reads the header of a whole file.
   *
   * @param bytes the file's content; not modified
   * @param name the file's name, for messages
   * @throws ImageException NOT_AN_IMAGE, TRUNCATED, DAMAGED or UNSUPPORTED
   */
  public static ImageHeader parse(byte[] bytes, String name) {
    try {
      ImageHeader header = dispatch(bytes, name);
      if (header.width < 1 || header.height < 1) {
        throw new ImageException(
            ImageException.Kind.DAMAGED,
            name + ": its header says " + header.width + " x " + header.height + " pixels");
      }
      return header;
    } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
      // Parsers read where the structure says; past the end means the end is missing.
      throw truncated(name, "the file ends inside its header", e);
    }
  }

  private static ImageHeader dispatch(byte[] bytes, String name) {
    if (startsWith(bytes, 0, 0xff, 0xd8, 0xff)) {
      return new JpegParser(bytes, name).parse();
    }
    if (startsWith(bytes, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
      return PngParser.parse(ByteBuffer.wrap(bytes), name);
    }
    if (startsWith(bytes, 0, 'G', 'I', 'F', '8')) {
      return GifParser.parse(bytes, name);
    }
    if (startsWith(bytes, 0, 'R', 'I', 'F', 'F') && startsWith(bytes, 8, 'W', 'E', 'B', 'P')) {
      return WebpParser.parse(bytes, name);
    }
    if (startsWith(bytes, 0, 'I', 'I', 42, 0) || startsWith(bytes, 0, 'M', 'M', 0, 42)) {
      return TiffParser.parse(bytes, name);
    }
    if (startsWith(bytes, 0, 'B', 'M') && bytes.length >= 26 && bytes[15] == 0) {
      return BmpParser.parse(bytes, name);
    }
    throw unknown(bytes, name);
  }

  private static ImageException unknown(byte[] bytes, String name) {
    if (startsWith(bytes, 0, 'R', 'I', 'F', 'F') && bytes.length < 12) {
      return truncated(name, "only " + bytes.length + " bytes of a WebP", null);
    }
    String known = "expected JPEG, PNG, BMP, GIF, WebP or TIFF";
    String other =
        startsWith(bytes, 4, 'f', 't', 'y', 'p')
            ? "a HEIC, AVIF or video file"
            : startsWith(bytes, 0, 0, 0, 0, 12, 'j', 'P')
                ? "a JPEG 2000 file"
                : startsWith(bytes, 0, 'I', 'I', 43, 0) || startsWith(bytes, 0, 'M', 'M', 0, 43)
                    ? "a BigTIFF file"
                    : startsWith(bytes, 0, '%', 'P', 'D', 'F') ? "a PDF file" : null;
    if (other != null) {
      return new ImageException(
          ImageException.Kind.UNSUPPORTED, name + ": " + other + "; " + known + "; convert it");
    }
    String start = printable(Arrays.copyOf(bytes, Math.min(8, bytes.length)));
    return new ImageException(
        ImageException.Kind.NOT_AN_IMAGE, name + ": begins with '" + start + "'; " + known);
  }

  private static String printable(byte[] start) {
    return new String(start, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "?");
  }

  static boolean startsWith(byte[] bytes, int offset, int... expected) {
    if (bytes.length < offset + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((bytes[offset + i] & 0xff) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  static ImageException truncated(String name, String found, Throwable cause) {
    return new ImageException(
        ImageException.Kind.TRUNCATED,
        name + ": is cut off: " + found + "; copy or download it again",
        cause);
  }

  static ImageException damaged(String name, String found) {
    return new ImageException(
        ImageException.Kind.DAMAGED,
        name + ": is damaged: " + found + "; copy or download it again");
  }

  static ImageException unsupported(String name, String found) {
    return new ImageException(
        ImageException.Kind.UNSUPPORTED, name + ": " + found + " is not supported; convert it");
  }
}
