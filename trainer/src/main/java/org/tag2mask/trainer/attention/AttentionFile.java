package org.tag2mask.trainer.attention;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.tag2mask.trainer.attention.AttentionMaps.Gathered;

/**
 * The bytes of gathered maps, big-endian: magic, rule, height, width, step, number of classes; of
 * each class its channel, its number of maps and its cells, a byte each (in 255ths) for the rule
 * max and a float32 for the others; last the CRC-32 of everything before.
 */
final class AttentionFile {
  private static final int MAGIC = 0x54324D01;
  private static final int HEADER = 4 + 1 + 4 + 4 + 8 + 4;
  private static final int MAX_SIDE = 1 << 14;

  private AttentionFile() {}

  static byte[] bytes(AttentionMaps maps) {
    int cells = maps.height() * maps.width();
    int each = 4 + 4 + cells * bytesPerCell(maps.rule());
    ByteBuffer out = ByteBuffer.allocate(HEADER + maps.classes().size() * each + 8);
    out.putInt(MAGIC).put((byte) maps.rule().ordinal());
    out.putInt(maps.height()).putInt(maps.width()).putLong(maps.step());
    out.putInt(maps.classes().size());
    for (Map.Entry<Integer, Gathered> entry : maps.classes().entrySet()) {
      out.putInt(entry.getKey()).putInt(entry.getValue().count());
      for (float value : entry.getValue().values()) {
        if (maps.rule() == AttentionRule.MAX) {
          out.put((byte) Math.round(255 * value));
        } else {
          out.putFloat(value);
        }
      }
    }
    return out.putLong(crc(out.array(), out.position())).array();
  }

  static AttentionMaps read(byte[] bytes) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int content = bytes.length - 8;
    if (content < HEADER || in.getInt() != MAGIC) {
      throw new IOException("it does not begin like such a file");
    }
    if (in.getLong(content) != crc(bytes, content)) {
      throw new IOException("its checksum is wrong");
    }
    try {
      return read(in);
    } catch (BufferUnderflowException | ArrayIndexOutOfBoundsException e) {
      throw new IOException("its parts do not fit together", e);
    }
  }

  private static AttentionMaps read(ByteBuffer in) throws IOException {
    AttentionRule rule = AttentionRule.values()[in.get()];
    int height = in.getInt();
    int width = in.getInt();
    if (height < 1 || height > MAX_SIDE || width < 1 || width > MAX_SIDE) {
      throw new IOException("its maps have " + height + " x " + width + " cells");
    }
    long step = in.getLong();
    int count = in.getInt();
    SortedMap<Integer, Gathered> classes = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      int channel = in.getInt();
      int maps = in.getInt();
      if ((long) height * width * bytesPerCell(rule) > in.remaining()) {
        throw new BufferUnderflowException();
      }
      float[] values = new float[height * width];
      for (int cell = 0; cell < values.length; cell++) {
        values[cell] = rule == AttentionRule.MAX ? (in.get() & 0xFF) / 255f : in.getFloat();
      }
      classes.put(channel, new Gathered(maps, values));
    }
    return new AttentionMaps(height, width, rule, step, classes);
  }

  private static int bytesPerCell(AttentionRule rule) {
    return rule == AttentionRule.MAX ? 1 : Float.BYTES;
  }

  private static long crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }
}
