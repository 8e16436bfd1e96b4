package org.tag2mask.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Changes the first directory of a TIFF file. */
final class TiffEdit {

  private TiffEdit() {}

  /** The file with a new first directory at its end that has an orientation. */
  static byte[] withOrientation(byte[] tiff, int orientation) {
    ByteOrder order = tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ByteBuffer in = ByteBuffer.wrap(tiff).order(order);
    int directory = in.getInt(4);
    int entries = in.getShort(directory) & 0xffff;
    int start = (tiff.length + 1) / 2 * 2;
    ByteBuffer out = ByteBuffer.allocate(start + 2 + 12 * (entries + 1) + 4).order(order);
    out.put(tiff).putInt(4, start).position(start);
    out.putShort((short) 0);
    int written = 0;
    boolean placed = false;
    for (int i = 0; i <= entries; i++) {
      int entry = directory + 2 + 12 * i;
      int tag = i < entries ? in.getShort(entry) & 0xffff : Integer.MAX_VALUE;
      if (!placed && tag >= 274) {
        out.putShort((short) 274).putShort((short) 3).putInt(1);
        out.putShort((short) orientation).putShort((short) 0);
        placed = true;
        written++;
      }
      if (i < entries && tag != 274) {
        out.put(tiff, entry, 12);
        written++;
      }
    }
    out.putShort(start, (short) written);
    return out.array();
  }
}
