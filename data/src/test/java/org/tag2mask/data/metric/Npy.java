package org.tag2mask.data.metric;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.tag2mask.runtime.image.LabelMap;

/** Reads the float32 arrays of the golden folder (.npy, version 1). */
final class Npy {

  private Npy() {}

  static float[] read(String name) {
    try (InputStream in = Npy.class.getResourceAsStream("/data/golden/" + name + ".npy")) {
      ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      int header = 10 + bytes.getShort(8);
      float[] values = new float[(bytes.capacity() - header) / 4];
      bytes.position(header).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The label maps of an array [n, height, width]. */
  static List<LabelMap> labels(String name, int height, int width) {
    float[] values = read(name);
    List<LabelMap> maps = new ArrayList<>();
    for (int start = 0; start < values.length; start += height * width) {
      byte[] labels = new byte[height * width];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = (byte) (int) values[start + i];
      }
      maps.add(LabelMap.wrap(width, height, labels));
    }
    return maps;
  }
}
