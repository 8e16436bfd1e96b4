package org.tag2mask.data.png;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNG files (ISO 15948) of 8 or 16 bits a sample, without interlace. */
final class PngEncoder {

  static final int GREY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte FILTER_NONE = 0;
  private static final byte FILTER_SUB = 1;

  private PngEncoder() {}

  /**
   * Encodes a picture.
   *
   * @param colourType {@link #GREY}, {@link #RGB} or {@link #PALETTE}
   * @param bitDepth 8 or 16 (big-endian samples)
   * @param palette colours, or null without palette
   * @param samples {@code height} rows; not modified
   */
  static byte[] encode(
      int width, int height, int colourType, int bitDepth, byte[] palette, byte[] samples) {
    int pixelBytes = (colourType == RGB ? 3 : 1) * bitDepth / 8;
    ByteArrayOutputStream png = new ByteArrayOutputStream(1024 + samples.length / 4);
    png.writeBytes(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(width).putInt(height).put((byte) bitDepth).put((byte) colourType);
    chunk(png, "IHDR", header.array(), 13);
    if (palette != null) {
      chunk(png, "PLTE", palette, palette.length);
    }
    // Indices are no quantities: differences of neighbours would only hide the runs.
    byte[] rows =
        colourType == PALETTE
            ? unfiltered(samples, width * pixelBytes, height)
            : differences(samples, width * pixelBytes, height, pixelBytes);
    deflate(png, rows, colourType == RGB ? 6 : 4);
    chunk(png, "IEND", new byte[0], 0);
    return png.toByteArray();
  }

  private static byte[] unfiltered(byte[] samples, int rowBytes, int height) {
    byte[] rows = new byte[(rowBytes + 1) * height];
    for (int y = 0; y < height; y++) {
      rows[y * (rowBytes + 1)] = FILTER_NONE;
      System.arraycopy(samples, y * rowBytes, rows, y * (rowBytes + 1) + 1, rowBytes);
    }
    return rows;
  }

  private static byte[] differences(byte[] samples, int rowBytes, int height, int pixelBytes) {
    byte[] rows = new byte[(rowBytes + 1) * height];
    for (int y = 0, to = 0; y < height; y++) {
      rows[to++] = FILTER_SUB;
      int from = y * rowBytes;
      for (int x = 0; x < rowBytes; x++) {
        int left = x < pixelBytes ? 0 : samples[from + x - pixelBytes];
        rows[to++] = (byte) (samples[from + x] - left);
      }
    }
    return rows;
  }

  private static void deflate(ByteArrayOutputStream png, byte[] rows, int level) {
    Deflater deflater = new Deflater(level);
    try {
      deflater.setInput(rows);
      deflater.finish();
      byte[] packed = new byte[Math.max(512, rows.length / 8)];
      int length = 0;
      while (!deflater.finished()) {
        if (length == packed.length) {
          packed = Arrays.copyOf(packed, 2 * length);
        }
        length += deflater.deflate(packed, length, packed.length - length);
      }
      chunk(png, "IDAT", packed, length);
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data, int length) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data, 0, length);
    png.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
    png.writeBytes(name);
    png.write(data, 0, length);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
