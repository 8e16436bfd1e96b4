package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.WeightFile;
import org.tag2mask.models.file.WeightFiles;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.params.ParameterSet;

/** ONNX files written by protocol buffer classes that the reader knows nothing of. */
class OnnxWeightsTest {
  private static final long MAX_ALLOCATED = 4 << 20;
  private static final long MAX_NANOS = 2_000_000_000L;

  @TempDir Path folder;

  @Test
  void anExportedNetworkCanBeLoadedAgain() throws IOException {
    Network network = Models.network("mobilenet_v2[last=3]", 2);
    ParameterSet parameters = Models.parameters(network.graph(), 5);
    ExportedModel model =
        OnnxExporter.export(network, parameters, Models.description(2), ExportOptions.plain());
    Path file = Files.write(folder.resolve("m.onnx"), model.bytes());
    WeightLoader.Loaded loaded =
        WeightLoader.load(network.graph().parameters(), file, 1, WeightLoader.OnMismatch.REFUSE);
    loaded.report().requireComplete();
    for (String name : parameters.names()) {
      assertEquals(parameters.get(name), loaded.parameters().get(name));
    }
    try (WeightFile weights = WeightFiles.open(file)) {
      assertEquals("ONNX", weights.format());
      assertEquals(Set.of("array of type I64"), Set.copyOf(weights.skipped().values()));
      assertEquals("classifier", weights.metadata().get("tag2mask.role"));
    }
  }

  @Test
  void convolutionsThatHoldTheirNormsAreTold() throws IOException {
    Network network = Models.network("tiny", 2);
    ParameterSet parameters = Models.parameters(network.graph(), 5);
    ExportedModel model =
        OnnxExporter.export(network, parameters, Models.description(2), ExportOptions.plain());
    Path file = Files.write(folder.resolve("m.onnx"), model.bytes());
    try (WeightFile weights = WeightFiles.open(file)) {
      assertEquals(1, weights.notes().size());
      assertTrue(weights.notes().get(0).contains("take best.safetensors"), weights.toString());
    }
  }

  @Test
  void readsEveryWayNumbersAreStored() throws IOException {
    try (WeightFile arrays =
        arrays(
            tensor("list", 1, 2).addFloatData(1).addFloatData(-2),
            tensor("half", 10, 2).addInt32Data(0x3c00).addInt32Data(-16384),
            tensor("raw", 10, 2).setRawData(bytes(0x00, 0xc0, 0x00, 0x38)),
            tensor("brain", 16, 1).setRawData(bytes(0xc0, 0x3f)),
            tensor("double", 11, 2).addDoubleData(0.1).addDoubleData(-7),
            tensor("none", 1, 0),
            TensorProto.newBuilder().setName("scalar").setDataType(1).addFloatData(5),
            tensor("whole", 7, 1).addInt64Data(3),
            tensor("text", 8, 1).addStringData(ByteString.copyFromUtf8("x")))) {
      assertArrayEquals(new float[] {1, -2}, arrays.read("list").values());
      assertArrayEquals(new float[] {1, -2}, arrays.read("half").values());
      assertArrayEquals(new float[] {-2, 0.5f}, arrays.read("raw").values());
      assertArrayEquals(new float[] {1.5f}, arrays.read("brain").values());
      assertArrayEquals(new float[] {0.1f, -7}, arrays.read("double").values());
      assertArrayEquals(new float[0], arrays.read("none").values());
      assertArrayEquals(new int[0], arrays.shape("scalar"));
      assertArrayEquals(new float[] {5}, arrays.read("scalar").values());
      assertEquals(
          Map.of("whole", "array of type I64", "text", "array of ONNX type 8"), arrays.skipped());
    }
  }

  @Test
  void prefixesOfWrappersAreCutOff() throws IOException {
    try (WeightFile arrays =
        arrays(
            tensor("module.a", 1, 1).addFloatData(1), tensor("module.b", 7, 1).addInt64Data(3))) {
      assertEquals(Set.of("a"), arrays.names());
      assertEquals(Set.of("b"), arrays.skipped().keySet());
      assertEquals(List.of("cut the prefix 'module.' off all names"), arrays.notes());
    }
  }

  @Test
  void refusesWhatIsWrong() {
    assertMessage(
        "array 'a' of type F32 and shape [2] has 4 bytes; the file is cut off or damaged",
        () -> arrays(tensor("a", 1, 2).addFloatData(1)));
    assertMessage("has the size -1 on axis 0", () -> arrays(tensor("a", 1, -1)));
    assertMessage(
        "has too many values",
        () -> arrays(tensor("a", 1, Integer.MAX_VALUE).addDims(1 << 30).addDims(1 << 30)));
    assertMessage("has 0 bytes", () -> arrays(tensor("a", 1, Integer.MAX_VALUE).addDims(1 << 30)));
    assertMessage(
        "array name 'a' is empty or occurs twice",
        () -> arrays(tensor("a", 1, 0), tensor("a", 1, 0)));
    assertMessage(
        "has its values in a field of another type",
        () -> arrays(tensor("a", 1, 1).addInt32Data(3)));
    assertMessage(
        "has its values in two forms",
        () -> arrays(tensor("a", 1, 1).addFloatData(3).setRawData(bytes(0, 0, 0, 0))));
    assertMessage(
        "it has no graph",
        () -> open(ModelProto.newBuilder().setIrVersion(8).setProducerName("x").build()));
    assertMessage(
        "has fewer values than its sizes say",
        () -> {
          TensorProto.Builder cut = tensor("a", 10, 2).addInt32Data(1).addInt32Data(-1);
          byte[] file = model(cut).toByteArray();
          // the ten bytes of -1 lose the end of the number
          int at = new String(file, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00ff\u0001");
          file[at + 2] = (byte) 0xff;
          try (WeightFile read = WeightFiles.open(Files.write(folder.resolve("v"), file))) {
            read.read("a");
          }
        });
  }

  @Test
  void aModelOfOtherFilesIsRefusedWhereverTheyAre() throws IOException {
    Path secret = Files.write(folder.resolve("secret"), new byte[16]);
    Path inside = Files.createDirectories(folder.resolve("inside"));
    Files.createSymbolicLink(inside.resolve("symbolic"), secret);
    Files.createLink(inside.resolve("hard"), secret);
    Files.copy(secret, inside.resolve("beside"));
    for (String location :
        List.of(
            secret.toAbsolutePath().toString(),
            "../secret",
            "symbolic",
            "hard",
            "beside",
            "*/_ORT_MEM_ADDR_/*")) {
      TensorProto.Builder outside =
          tensor("w", 1, 4)
              .setDataLocation(TensorProto.DataLocation.EXTERNAL)
              .addExternalData(entry("location", location))
              .addExternalData(entry("offset", "0"));
      Path file = Files.write(inside.resolve("m.onnx"), model(outside).toByteArray());
      String message =
          assertThrows(ModelException.class, () -> WeightFiles.open(file).close()).getMessage();
      assertTrue(
          message.startsWith(file + ": the values of 'w' lie in another file ('" + location),
          message);
      assertTrue(message.contains("onnx.save(onnx.load(FILE), 'whole.onnx')"), message);
    }
    assertMessage(
        "lie in another file",
        () -> arrays(tensor("a", 1, 1).setDataLocation(TensorProto.DataLocation.EXTERNAL)));
    assertMessage(
        "lie in another file", () -> arrays(tensor("a", 1, 1).addExternalData(entry("x", "y"))));
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @Test
  void everyMutationIsReadOrRefusedWithinBounds() throws IOException {
    byte[] sound = Models.exported("tiny[width=1]", 1, ExportOptions.plain()).bytes();
    Random random = new Random(4);
    int refused = 0;
    int tries = 3000;
    for (int i = 0; i < tries; i++) {
      byte[] mutated =
          random.nextInt(4) == 0
              ? Arrays.copyOf(sound, 3 + random.nextInt(sound.length - 3))
              : sound.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        // most of the file are values; the first bytes and the tensors' heads are more telling
        int at = 2 + random.nextInt((random.nextBoolean() ? mutated.length : 600) - 2);
        if (at < mutated.length) {
          mutated[at] =
              random.nextBoolean()
                  ? (byte) (mutated[at] ^ 1 << random.nextInt(8))
                  : (byte) new int[] {0, 1, 0x7f, 0x80, 0xff}[random.nextInt(5)];
        }
      }
      refused += read(mutated, i) ? 0 : 1;
    }
    assertTrue(refused > tries / 3 && refused < tries, refused + " refused");
  }

  @Test
  void everyCutIsRefused() throws IOException {
    byte[] sound = Models.exported("tiny[width=1]", 1, ExportOptions.plain()).bytes();
    for (int length = 0; length < sound.length; length += 7) {
      assertTrue(!read(Arrays.copyOf(sound, length), length), "cut at " + length);
    }
  }

  private boolean read(byte[] content, int number) throws IOException {
    // a new file each time: some file systems force a rewritten one to disk
    Path file = Files.write(folder.resolve("mutated" + number), content);
    long before = allocated();
    long start = System.nanoTime();
    boolean sound;
    try (WeightFile weights = WeightFiles.open(file)) {
      weights.names().forEach(weights::read);
      sound = true;
    } catch (ModelException e) {
      assertTrue(e.getMessage().contains("mutated"), "names the file: " + e.getMessage());
      sound = false;
    } catch (RuntimeException | Error e) {
      return fail(HexFormat.of().formatHex(content), e);
    }
    assertTrue(allocated() - before < MAX_ALLOCATED, () -> HexFormat.of().formatHex(content));
    assertTrue(System.nanoTime() - start < MAX_NANOS, () -> HexFormat.of().formatHex(content));
    Files.delete(file);
    return sound;
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  private WeightFile arrays(TensorProto.Builder... tensors) throws IOException {
    return open(model(tensors));
  }

  private WeightFile open(ModelProto model) throws IOException {
    return WeightFiles.open(Files.write(folder.resolve("model"), model.toByteArray()));
  }

  private static ModelProto model(TensorProto.Builder... tensors) {
    GraphProto.Builder graph = GraphProto.newBuilder();
    Arrays.stream(tensors).forEach(graph::addInitializer);
    return ModelProto.newBuilder().setIrVersion(8).setGraph(graph).build();
  }

  private static TensorProto.Builder tensor(String name, int type, long size) {
    return TensorProto.newBuilder().setName(name).setDataType(type).addDims(size);
  }

  private static ByteString bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteString.copyFrom(bytes);
  }

  private static void assertMessage(String part, org.junit.jupiter.api.function.Executable code) {
    String message = assertThrows(ModelException.class, code).getMessage();
    assertTrue(message.contains(part), message);
  }
}
