package org.tag2mask.data.png;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.tag2mask.data.image.ImageException;
import org.tag2mask.data.image.ImageException.Kind;
import org.tag2mask.data.image.ImageHeader;
import org.tag2mask.data.image.ImageLimits;

/** Reads the raw sample values of one-channel PNG files: palette indices or grey values. */
final class PngDecoder {

  private static final int[][] WHOLE = {{0, 0, 1, 1}};

  /** x start, y start, x step, y step of the seven Adam7 passes. */
  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  /**
   * Raw values.
   *
   * @param bitDepth 1, 2, 4, 8 or 16
   * @param values {@code height*width} values below {@code 2^bitDepth}
   */
  record Samples(int width, int height, int bitDepth, char[] values) {}

  private PngDecoder() {}

  /**
   * Decodes a file.
   *
   * @throws ImageException NOT_AN_IMAGE when it is no PNG, UNSUPPORTED when it has colours, else
   *     what is wrong with it
   */
  static Samples decode(byte[] bytes, String name, ImageLimits limits) {
    ImageHeader header = ImageHeader.parse(bytes, name);
    if (header.format() != ImageHeader.Format.PNG) {
      throw new ImageException(
          Kind.UNSUPPORTED, name + ": a " + header.format() + " file, expected a PNG of indices");
    }
    limits.checkPixels(name, header.width(), header.height());
    ByteBuffer png = ByteBuffer.wrap(bytes);
    int colourType = bytes[25];
    if (colourType != PngEncoder.PALETTE && colourType != PngEncoder.GREY) {
      throw new ImageException(
          Kind.UNSUPPORTED,
          name + ": a colour PNG, expected one whose pixels are class indices (palette or grey)");
    }
    boolean interlaced = bytes[28] == 1;
    int[][] passes = interlaced ? ADAM7 : WHOLE;
    int width = header.width();
    int height = header.height();
    int depth = header.bitDepth();
    byte[] rows = inflate(imageData(png), rawSize(width, height, depth, passes), name);
    char[] values = new char[width * height];
    int pixelBytes = Math.max(1, depth / 8);
    int from = 0;
    for (int[] pass : passes) {
      int columns = count(width, pass[0], pass[2]);
      int lines = count(height, pass[1], pass[3]);
      int rowBytes = (columns * depth + 7) / 8;
      if (columns == 0) {
        continue;
      }
      unfilter(rows, from, rowBytes, lines, pixelBytes, name);
      for (int line = 0; line < lines; line++, from += rowBytes + 1) {
        int to = (pass[1] + line * pass[3]) * width + pass[0];
        for (int x = 0; x < columns; x++, to += pass[2]) {
          values[to] = sample(rows, from + 1, x, depth);
        }
      }
    }
    return new Samples(width, height, depth, values);
  }

  private static char sample(byte[] rows, int row, int x, int depth) {
    if (depth == 16) {
      return (char) ((rows[row + 2 * x] & 0xff) << 8 | rows[row + 2 * x + 1] & 0xff);
    }
    int bit = x * depth;
    return (char) ((rows[row + bit / 8] & 0xff) >> (8 - depth - bit % 8) & ((1 << depth) - 1));
  }

  private static int count(int size, int start, int step) {
    return Math.max(0, (size - start + step - 1) / step);
  }

  private static int rawSize(int width, int height, int depth, int[][] passes) {
    long size = 0;
    for (int[] pass : passes) {
      int columns = count(width, pass[0], pass[2]);
      long rowBytes = columns == 0 ? 0 : ((long) columns * depth + 7) / 8 + 1;
      size += rowBytes * count(height, pass[1], pass[3]);
    }
    return Math.toIntExact(size);
  }

  /** The joined IDAT chunks; the header parser has checked the chunks' bounds and checksums. */
  private static byte[] imageData(ByteBuffer png) {
    ByteArrayOutputStream data = new ByteArrayOutputStream(png.capacity());
    int position = 8;
    while (position + 12 <= png.capacity()) {
      int length = png.getInt(position);
      String type = new String(png.array(), position + 4, 4, StandardCharsets.ISO_8859_1);
      if (type.equals("IDAT")) {
        data.write(png.array(), position + 8, length);
      } else if (type.equals("IEND")) {
        break;
      }
      position += length + 12;
    }
    return data.toByteArray();
  }

  private static byte[] inflate(byte[] packed, int size, String name) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      byte[] rows = new byte[size];
      int length = 0;
      while (length < size) {
        int got = inflater.inflate(rows, length, size - length);
        if (got == 0) {
          throw new ImageException(
              Kind.TRUNCATED, name + ": is cut off: its data end before the last row");
        }
        length += got;
      }
      return rows;
    } catch (DataFormatException e) {
      throw new ImageException(
          Kind.DAMAGED, name + ": is damaged: its data cannot be unpacked: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }

  /** Undoes the row filters in place. */
  private static void unfilter(
      byte[] rows, int start, int rowBytes, int lines, int pixelBytes, String name) {
    for (int line = 0; line < lines; line++) {
      int row = start + line * (rowBytes + 1) + 1;
      int filter = rows[row - 1];
      if (filter < 0 || filter > 4) {
        throw new ImageException(Kind.DAMAGED, name + ": is damaged: unknown row filter " + filter);
      }
      if (filter == 0) {
        continue;
      }
      for (int x = 0; x < rowBytes; x++) {
        int left = x < pixelBytes ? 0 : rows[row + x - pixelBytes] & 0xff;
        int up = line == 0 ? 0 : rows[row + x - rowBytes - 1] & 0xff;
        int corner =
            line == 0 || x < pixelBytes ? 0 : rows[row + x - rowBytes - 1 - pixelBytes] & 0xff;
        int prediction =
            switch (filter) {
              case 1 -> left;
              case 2 -> up;
              case 3 -> (left + up) / 2;
              default -> paeth(left, up, corner);
            };
        rows[row + x] += (byte) prediction;
      }
    }
  }

  private static int paeth(int left, int up, int corner) {
    int estimate = left + up - corner;
    int byLeft = Math.abs(estimate - left);
    int byUp = Math.abs(estimate - up);
    int byCorner = Math.abs(estimate - corner);
    if (byLeft <= byUp && byLeft <= byCorner) {
      return left;
    }
    return byUp <= byCorner ? up : corner;
  }
}
