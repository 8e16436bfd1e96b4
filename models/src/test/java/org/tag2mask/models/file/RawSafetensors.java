package org.tag2mask.models.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files put together byte by byte, right or wrong, without our writer. */
final class RawSafetensors {
  private RawSafetensors() {}

  /** Length, header and data as they are given. */
  static byte[] bytes(long length, String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(text)
        .put(data)
        .array();
  }

  /** A file with the right length. */
  static Path file(Path folder, String header, byte[] data) throws IOException {
    int length = header.getBytes(StandardCharsets.UTF_8).length;
    return Files.write(folder.resolve("raw.safetensors"), bytes(length, header, data));
  }

  /** Two float32 tensors: {@code a [2] = 1, -2} and {@code b [1,1] = 0.5}. */
  static byte[] sound() {
    String header =
        "{\"__metadata__\":{\"k\":\"v\"},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[8,12]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}  ";
    ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(1).putFloat(-2).putFloat(0.5f);
    return bytes(header.length(), header, data.array());
  }
}
