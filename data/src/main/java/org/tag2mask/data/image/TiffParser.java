package org.tag2mask.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** Reads the first directory of a TIFF file. */
final class TiffParser {

  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int PHOTOMETRIC = 262;
  private static final int STRIP_OFFSETS = 273;
  private static final int ORIENTATION = 274;
  private static final int SAMPLES = 277;
  private static final int STRIP_BYTES = 279;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final int EXTRA_SAMPLES = 338;
  private static final int SAMPLE_FORMAT = 339;

  private static final int CMYK = 5;

  private final ByteBuffer tiff;
  private final String name;
  private final Map<Integer, long[]> fields = new HashMap<>();

  private TiffParser(ByteBuffer tiff, String name) {
    this.tiff = tiff;
    this.name = name;
  }

  static ImageHeader parse(byte[] bytes, String name) {
    ByteBuffer tiff = ByteBuffer.wrap(bytes);
    tiff.order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    return new TiffParser(tiff, name).parse();
  }

  /**
   * The file with its orientation set to upright. OpenCV applies some TIFF orientations by itself,
   * flags or not; this way only {@link Orientation} does.
   *
   * @param bytes a sound file; not modified
   */
  static byte[] uprighted(byte[] bytes) {
    byte[] copy = bytes.clone();
    ByteBuffer tiff = ByteBuffer.wrap(copy);
    tiff.order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int entries = tiff.getShort(directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if (tiff.getShort(entry) == ORIENTATION && tiff.getShort(entry + 2) == 3) {
        tiff.putShort(entry + 8, (short) 1);
      }
    }
    return copy;
  }

  private ImageHeader parse() {
    readDirectory(tiff.getInt(4));
    checkPieces(STRIP_OFFSETS, STRIP_BYTES);
    checkPieces(TILE_OFFSETS, TILE_BYTES);
    int bits = first(BITS, 1);
    int channels = first(SAMPLES, 1);
    if (bits > 16 || first(SAMPLE_FORMAT, 1) != 1) {
      throw ImageHeader.unsupported(
          name, "a TIFF of signed, floating-point or " + bits + "-bit samples");
    }
    if (first(PHOTOMETRIC, 1) == CMYK) {
      throw ImageHeader.unsupported(name, "a CMYK TIFF");
    }
    return new ImageHeader(
        ImageHeader.Format.TIFF,
        first(WIDTH, 0),
        first(HEIGHT, 0),
        channels,
        bits,
        fields.containsKey(EXTRA_SAMPLES),
        Orientation.ofExif(first(ORIENTATION, 1)));
  }

  private void readDirectory(int directory) {
    int entries = tiff.getShort(directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      int tag = tiff.getShort(entry) & 0xffff;
      int type = tiff.getShort(entry + 2) & 0xffff;
      int size = type == 3 ? 2 : type == 4 ? 4 : type == 1 ? 1 : 0;
      long count = tiff.getInt(entry + 4) & 0xffffffffL;
      boolean wanted = tag >= WIDTH && tag <= SAMPLE_FORMAT;
      if (size == 0 || !wanted) {
        continue;
      }
      if (size * count > tiff.capacity()) {
        throw ImageHeader.truncated(name, "a TIFF field is longer than the file", null);
      }
      int at = size * count <= 4 ? entry + 8 : tiff.getInt(entry + 8);
      long[] values = new long[(int) count];
      for (int k = 0; k < values.length; k++) {
        values[k] =
            switch (size) {
              case 1 -> tiff.get(at + k) & 0xff;
              case 2 -> tiff.getShort(at + 2 * k) & 0xffff;
              default -> tiff.getInt(at + 4 * k) & 0xffffffffL;
            };
      }
      fields.put(tag, values);
    }
  }

  /** The decoder fills strips that are not in the file; they must all be there. */
  private void checkPieces(int offsetTag, int sizeTag) {
    long[] offsets = fields.getOrDefault(offsetTag, new long[0]);
    long[] sizes = fields.getOrDefault(sizeTag, new long[0]);
    for (int i = 0; i < offsets.length; i++) {
      if (offsets[i] + (i < sizes.length ? sizes[i] : 0) > tiff.capacity()) {
        throw ImageHeader.truncated(
            name, "part " + (i + 1) + " of " + offsets.length + " of the TIFF is missing", null);
      }
    }
  }

  private int first(int tag, int absent) {
    long[] values = fields.get(tag);
    return values == null || values.length == 0
        ? absent
        : (int) Math.min(values[0], Integer.MAX_VALUE);
  }
}
