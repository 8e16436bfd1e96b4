package org.tag2mask.models.file.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.StoredType;
import org.tag2mask.models.params.Tensor;

/** Files of PyTorch itself, and what PyTorch says is in them. */
class TorchFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "module.pth",
        "module_legacy.pth",
        "module_protocol4.pth",
        "types.pth",
        "types_legacy.pth",
        "views.pth",
        "views_legacy.pth",
        "training.pth",
        "training_legacy.pth",
        "parallel.pth"
      })
  void readsWhatPyTorchReads(String name) throws IOException {
    Map<String, Tensor> expected = GoldenFiles.expected(name);
    assertFalse(expected.isEmpty(), "no expectations for " + name);
    try (TorchFile file = TorchFile.open(GoldenFiles.file(name))) {
      assertEquals(new ArrayList<>(expected.keySet()), new ArrayList<>(file.names()));
      for (String tensor : file.names()) {
        assertEquals(expected.get(tensor), file.read(tensor), tensor);
        assertArrayEquals(expected.get(tensor).shape(), file.shape(tensor), tensor);
      }
    }
  }

  @Test
  void tellsTypesAndListsWhatIsNoFloatingTensor() {
    for (String name : List.of("types.pth", "types_legacy.pth")) {
      try (TorchFile file = TorchFile.open(GoldenFiles.file(name))) {
        assertEquals(StoredType.F16, file.type("half"));
        assertEquals(StoredType.BF16, file.type("brain"));
        assertEquals(StoredType.F64, file.type("double"));
        assertEquals(Set.of("long", "byte", "flags", "complex"), file.skipped().keySet());
        assertEquals("a tensor of type I64 and shape [3]", file.skipped().get("long"));
      }
    }
    try (TorchFile file = TorchFile.open(GoldenFiles.file("module.pth"))) {
      assertEquals(Set.of("bn.num_batches_tracked"), file.skipped().keySet());
      assertEquals("torch (zip)", file.format());
    }
  }

  @Test
  void takesTheNetworkOutOfACheckpointAndTellsOfTheRest() {
    try (TorchFile file = TorchFile.open(GoldenFiles.file("training.pth"))) {
      assertEquals(
          List.of(
              "took 'model' (7 tensors)", "also in the file, not taken: 'model_ema' (7 tensors)"),
          file.notes());
    }
  }

  @Test
  void takesTheAveragedNetworkWhenAskedTo() {
    Path path = GoldenFiles.file("training.pth");
    try (TorchFile plain = TorchFile.open(path);
        TorchFile averaged = TorchFile.open(path, "model_ema")) {
      assertEquals(List.of("took 'model_ema' (7 tensors), as asked for"), averaged.notes());
      float[] values = plain.read("conv.bias").values();
      float[] more = averaged.read("conv.bias").values();
      for (int i = 0; i < values.length; i++) {
        assertEquals(values[i] + 1, more[i]);
      }
    }
    String message = refused(() -> TorchFile.open(path, "model_em"));
    assertTrue(message.contains("has no dictionary 'model_em'; it has 'model' (7 te"), message);
  }

  @Test
  void cutsThePrefixOfParallelTrainingAndReadsParameters() {
    try (TorchFile file = TorchFile.open(GoldenFiles.file("parallel.pth"))) {
      assertEquals(List.of("a", "b"), List.copyOf(file.names()));
      assertEquals(
          List.of("took 'state_dict' (2 tensors)", "cut the prefix 'module.' off all names"),
          file.notes());
    }
  }

  @Test
  void asksWhichOfSeveralDictionariesToTake() {
    String message = refused(() -> TorchFile.open(GoldenFiles.file("several.pth")));
    assertTrue(
        message.endsWith(
            "several.pth: holds several dictionaries of tensors: 'generator' (1 tensors),"
                + " 'critic' (1 tensors); say which one to take"),
        message);
  }

  @Test
  void refusesAWholeModelByTheNameOfItsClassAndSaysHowToSaveWeights() {
    String message = refused(() -> TorchFile.open(GoldenFiles.file("whole_model.pth")));
    assertTrue(
        message.contains("GLOBAL torch.nn.modules.linear.Linear is not allowed in a weight file"),
        message);
    assertTrue(message.contains("torch.save(model.state_dict(), 'weights.pth')"), message);
  }

  @Test
  void refusesATensorAlone() {
    String message = refused(() -> TorchFile.open(GoldenFiles.file("tensor_alone.pth")));
    assertTrue(message.contains("holds a tensor of type F32 and shape [2]; expected a"), message);
  }

  @Test
  void readsDeflatedEntriesAsStoredOnes() throws IOException {
    ZipBytes zip = new ZipBytes();
    ZipBytes.entries(GoldenFiles.file("views.pth")).forEach(zip::deflated);
    Path path = Files.write(folder.resolve("deflated.pth"), zip.end());
    Map<String, Tensor> expected = GoldenFiles.expected("views.pth");
    try (TorchFile file = TorchFile.open(path)) {
      expected.forEach((name, tensor) -> assertEquals(tensor, file.read(name), name));
    }
  }

  @Test
  void readsTheOtherByteOrder() throws IOException {
    byte[] pickle =
        new PickleBytes()
            .op('}')
            .text("w")
            .tensor("0", 2, 0, new long[] {2}, new long[] {1})
            .op('s')
            .end();
    byte[] big = ByteBuffer.allocate(8).putFloat(1.5f).putFloat(-2).array();
    byte[] zip =
        new ZipBytes()
            .stored("x/data.pkl", pickle)
            .stored("x/byteorder", "big".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            .stored("x/data/0", big)
            .end();
    try (TorchFile file = TorchFile.open(Files.write(folder.resolve("big.pth"), zip))) {
      assertArrayEquals(new float[] {1.5f, -2}, file.read("w").values());
    }
  }

  @Test
  void readsTensorsOfElementTypesNewerThanStorages() throws IOException {
    byte[] pickle =
        new PickleBytes()
            .op('}')
            .text("w")
            .global("torch._utils", "_rebuild_tensor_v3")
            .op('(', '(')
            .text("storage")
            .global("torch.storage", "UntypedStorage")
            .text("0")
            .text("cpu")
            .number(8)
            .ops("tQ")
            .number(1)
            .numbers(1)
            .numbers(1)
            .op(0x89)
            .ops(")")
            .global("torch", "float32")
            .ops("}tRs")
            .end();
    byte[] values = {0, 0, 0, 0, 0, 0, 0, 0x40};
    Path path = Files.write(folder.resolve("v3.pth"), ZipBytes.torch(pickle, values));
    try (TorchFile file = TorchFile.open(path)) {
      assertArrayEquals(new float[] {2}, file.read("w").values());
    }
  }

  @Test
  void refusesToReadAfterItWasClosed() {
    TorchFile file = TorchFile.open(GoldenFiles.file("module.pth"));
    file.close();
    assertTrue(refused(() -> file.read("conv.bias")).contains("was closed before 'conv.bias'"));
  }

  @Test
  void namesAMissingFileAndAMissingTensor() {
    Path nowhere = folder.resolve("nowhere.pth");
    assertEquals("there is no weights file " + nowhere, refused(() -> TorchFile.open(nowhere)));
    try (TorchFile file = TorchFile.open(GoldenFiles.file("parallel.pth"))) {
      assertTrue(refused(() -> file.read("c")).endsWith("no tensor 'c' among the 2 there are"));
    }
  }

  private static String refused(org.junit.jupiter.api.function.Executable action) {
    return assertThrows(ModelException.class, action).getMessage();
  }
}
