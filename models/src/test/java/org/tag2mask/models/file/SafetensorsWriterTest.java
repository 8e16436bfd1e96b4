package org.tag2mask.models.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.Tensor;

class SafetensorsWriterTest {
  @TempDir Path folder;

  @Test
  void writesTheBytesOfTheFormat() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("w", new Tensor(new int[] {1, 2}, new float[] {1, -2}));
    byte[] written = write(SafetensorsWriter.float32(), tensors, Map.of("k", "v"));
    String header =
        "{\"__metadata__\":{\"k\":\"v\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}";
    String padded = header + " ".repeat((8 - header.length() % 8) % 8);
    ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(1).putFloat(-2);
    assertArrayEquals(RawSafetensors.bytes(padded.length(), padded, data.array()), written);
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    float[] many = new float[40_000]; // more than one chunk
    for (int i = 0; i < many.length; i++) {
      many[i] = i - 20_000;
    }
    tensors.put("z.weight", new Tensor(new int[] {200, 200}, many));
    tensors.put("a \"quoted\" näme", new Tensor(new int[] {}, new float[] {0.25f}));
    tensors.put("empty", new Tensor(new int[] {0}, new float[0]));
    Map<String, String> metadata = Map.of("step", "12", "b", "ü\n\"");
    for (SafetensorsWriter writer :
        List.of(SafetensorsWriter.float32(), SafetensorsWriter.float16())) {
      Path path = folder.resolve("w");
      Files.write(path, write(writer, tensors, metadata));
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        assertEquals(metadata, file.metadata());
        assertEquals(List.copyOf(tensors.keySet()), List.copyOf(file.names()));
        boolean half = file.entries().get("empty").type() == StoredType.F16;
        Tensor read = file.read("z.weight");
        for (int i = 0; i < many.length; i++) {
          // binary16 has 11 significant bits: whole numbers beyond 2048 are rounded
          float step = half ? Math.max(1, Math.ulp(many[i]) * (1 << 13)) : 0;
          assertEquals(many[i], read.values()[i], step / 2);
        }
        assertEquals(tensors.get("a \"quoted\" näme"), file.read("a \"quoted\" näme"));
      }
    }
  }

  @Test
  void theSameContentGivesTheSameBytes() throws IOException {
    Map<String, Tensor> tensors = Map.of("x", new Tensor(new int[] {1}, new float[] {3}));
    Map<String, String> one = new LinkedHashMap<>(Map.of("a", "1"));
    one.put("b", "2");
    Map<String, String> other = new LinkedHashMap<>(Map.of("b", "2"));
    other.put("a", "1");
    assertArrayEquals(
        write(SafetensorsWriter.float32(), tensors, one),
        write(SafetensorsWriter.float32(), tensors, other));
  }

  @Test
  void writesMoreThanTwoGigabytes() throws IOException {
    Tensor block = new Tensor(new int[] {1 << 24}, new float[1 << 24]);
    block.values()[5] = 7;
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < 40; i++) {
      tensors.put("block" + i, block);
    }
    Summary summary = new Summary();
    SafetensorsWriter.float32().write(tensors, Map.of(), summary);
    assertEquals(0, summary.dataStart() % 8);
    assertEquals(summary.dataStart() + 40L * 4 * (1 << 24), summary.count);
    assertTrue(
        summary.header().contains("\"data_offsets\":[2617245696,2684354560]"), summary.header());
  }

  @Test
  void refusesWhatReadersWouldNotTakeBack() {
    Tensor large = new Tensor(new int[] {2}, new float[] {1, 65_520});
    assertMessage("'x' holds 65520.0, beyond float16", SafetensorsWriter.float16(), "x", large);
    assertMessage("__metadata__", SafetensorsWriter.float32(), "__metadata__", large);
  }

  private static void assertMessage(String part, SafetensorsWriter w, String name, Tensor tensor) {
    ModelException e =
        assertThrows(ModelException.class, () -> write(w, Map.of(name, tensor), Map.of()));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  private static byte[] write(
      SafetensorsWriter writer, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.write(tensors, metadata, out);
    return out.toByteArray();
  }

  /** Counts what is written and keeps its start. */
  private static final class Summary extends OutputStream {
    private final ByteBuffer start = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
    private long count;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      start.put(bytes, from, Math.min(length, start.remaining()));
      count += length;
    }

    long dataStart() {
      return 8 + start.getLong(0);
    }

    String header() {
      return new String(start.array(), 8, (int) start.getLong(0), StandardCharsets.UTF_8);
    }
  }
}
