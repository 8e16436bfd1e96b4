package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.params.ParameterSet;

class OnnxInitializersTest {
  @TempDir Path folder;

  @Test
  void anExportedNetworkCanBeLoadedAgain() throws IOException {
    Network network = Models.network("mobilenet_v2[last=3]", 2);
    ParameterSet parameters = Models.parameters(network.graph(), 5);
    ExportedModel model =
        OnnxExporter.export(network, parameters, Models.description(2), ExportOptions.plain());
    Path file = Files.write(folder.resolve("m.onnx"), model.bytes());
    WeightLoader.Loaded loaded =
        WeightLoader.load(
            network.graph().parameters(),
            OnnxInitializers.read(file),
            1,
            WeightLoader.OnMismatch.REFUSE);
    loaded.report().requireComplete();
    for (String name : parameters.names()) {
      assertEquals(parameters.get(name), loaded.parameters().get(name));
    }
    assertFalse(OnnxInitializers.read(file).readAll().contains("constant/int64[2,3]"));
  }

  @Test
  void readsEveryWayNumbersAreStored() {
    OnnxInitializers arrays =
        arrays(
            tensor("list", 1, 2).addFloatData(1).addFloatData(-2),
            tensor("half", 10, 1).addInt32Data(0x3c00),
            tensor("raw", 10, 2).setRawData(bytes(0x00, 0xc0, 0x00, 0x38)),
            tensor("brain", 16, 1).setRawData(bytes(0xc0, 0x3f)),
            tensor("whole", 7, 1).addInt64Data(3));
    assertArrayEquals(new float[] {1, -2}, arrays.read("list").values());
    assertArrayEquals(new float[] {1}, arrays.read("half").values());
    assertArrayEquals(new float[] {-2, 0.5f}, arrays.read("raw").values());
    assertArrayEquals(new float[] {1.5f}, arrays.read("brain").values());
    assertMessage("array 'whole' has type INT64", () -> arrays.read("whole"));
    assertEquals(4, arrays.readAll().names().size());
  }

  @Test
  void refusesWhatIsWrong() {
    assertMessage(
        "has 1 values, its sizes say 2", () -> arrays(tensor("a", 1, 2).addFloatData(1)).read("a"));
    assertMessage("has the size -1", () -> arrays(tensor("a", 1, -1)).read("a"));
    assertMessage(
        "has too many values",
        () ->
            arrays(tensor("a", 1, Integer.MAX_VALUE).addDims(1 << 30).addDims(1 << 30)).read("a"));
    assertMessage(
        "'a' is empty or occurs twice", () -> arrays(tensor("a", 1, 0), tensor("a", 1, 0)));
    assertMessage(
        "lie in another file, which is not read",
        () -> arrays(tensor("a", 1, 1).setDataLocation(TensorProto.DataLocation.EXTERNAL)));
    assertMessage("no array 'b' among the 1", () -> arrays(tensor("a", 1, 0)).shape("b"));
    assertMessage("cannot read the ONNX file", () -> OnnxInitializers.read(folder.resolve("no")));
  }

  @Test
  void everyMutationIsReadOrRefused() throws IOException {
    byte[] sound =
        Files.readAllBytes(
            Files.write(
                folder.resolve("m"),
                Models.exported("tiny[width=1]", 1, ExportOptions.plain()).bytes()));
    Random random = new Random(4);
    int refused = 0;
    for (int i = 0; i < 1500; i++) {
      byte[] mutated =
          random.nextBoolean() ? sound.clone() : Arrays.copyOf(sound, random.nextInt(sound.length));
      for (int change = 0; mutated.length > 0 && change < 3; change++) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      try {
        OnnxInitializers.read(Files.write(folder.resolve("x"), mutated)).readAll();
      } catch (ModelException e) {
        refused++;
      } catch (RuntimeException | Error e) {
        fail("mutation " + i, e);
      }
    }
    assertTrue(refused > 500, refused + " refused");
  }

  private static OnnxInitializers arrays(TensorProto.Builder... tensors) {
    GraphProto.Builder graph = GraphProto.newBuilder();
    Arrays.stream(tensors).forEach(graph::addInitializer);
    return OnnxInitializers.of(ModelProto.newBuilder().setGraph(graph).build(), "model");
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
