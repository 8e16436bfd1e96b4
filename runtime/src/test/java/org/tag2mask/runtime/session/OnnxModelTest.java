package org.tag2mask.runtime.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.runtime.Golden;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.TestModels;
import org.tag2mask.runtime.contract.ContractJson;
import org.tag2mask.runtime.image.RgbImage;

class OnnxModelTest {
  private final RgbImage image = Golden.image();

  @Test
  void pixelsAreEnoughWhenPreprocessingIsInside() {
    try (OnnxModel model = OnnxModel.open(TestModels.path("colours"), TestModels.CPU)) {
      Map<String, FloatTensor> out = model.run(List.of(image), List.of("cam", "score"));
      assertArrayEquals(new int[] {1, 2, 16, 21}, out.get("cam").shape());
      Golden.assertClose(TestModels.cam(image), out.get("cam").values());
      Golden.assertClose(TestModels.score(image), out.get("score").values());
      assertEquals("cpu", model.device().toString());
    }
  }

  @Test
  void aBatchGivesWhatEachImageGivesAlone() {
    RgbImage other = image.flipped();
    try (OnnxModel model = OnnxModel.open(TestModels.path("colours"), TestModels.CPU)) {
      FloatTensor both = model.run(List.of(image, other), List.of("cam")).get("cam");
      float[] first = Arrays.copyOf(both.values(), both.values().length / 2);
      float[] second =
          Arrays.copyOfRange(both.values(), both.values().length / 2, both.values().length);
      Golden.assertClose(TestModels.cam(image), first);
      Golden.assertClose(TestModels.cam(other), second);
    }
  }

  @Test
  void weightsAsStoredGiveTheSameMaps() {
    ModelOptions stored = TestModels.CPU.withWeights(ModelOptions.WeightLayout.AS_STORED);
    try (OnnxModel model = OnnxModel.open(TestModels.path("colours"), stored)) {
      Golden.assertClose(
          TestModels.cam(image), model.run(List.of(image), List.of("cam")).get("cam").values());
    }
  }

  @ParameterizedTest
  @CsvSource({"foreign", "foreign_batch1"})
  void aForeignModelGetsFloatPlanesAndItsOwnNames(String name) {
    try (OnnxModel model =
        OnnxModel.open(TestModels.path(name), TestModels.foreignContract(), TestModels.CPU)) {
      FloatTensor cam = model.run(List.of(image, image), List.of("cam")).get("cam");
      assertArrayEquals(new int[] {2, 2, 16, 21}, cam.shape());
      float[] expected = TestModels.cam(image);
      Golden.assertClose(expected, Arrays.copyOf(cam.values(), expected.length));
      Golden.assertClose(
          expected, Arrays.copyOfRange(cam.values(), expected.length, 2 * expected.length));
    }
  }

  @Test
  void aForeignModelMayHaveItsContractInAFileBesideIt(@TempDir Path folder) throws IOException {
    Path copy = Files.copy(TestModels.path("foreign"), folder.resolve("m.onnx"));
    ModelContractException fault =
        assertThrows(ModelContractException.class, () -> OnnxModel.open(copy, TestModels.CPU));
    assertTrue(fault.getMessage().contains(copy + ".json"), fault.getMessage());
    ContractJson.write(TestModels.foreignContract(), ContractJson.sidecarOf(copy));
    try (OnnxModel model = OnnxModel.open(copy, TestModels.CPU)) {
      assertEquals(TestModels.foreignContract(), model.contract());
    }
  }

  @Test
  void theHashIsThatOfTheFile() throws Exception {
    byte[] bytes = TestModels.bytes("colours");
    String expected = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    try (OnnxModel file = OnnxModel.open(TestModels.path("colours"), TestModels.CPU);
        OnnxModel memory = OnnxModel.open(bytes, "built", TestModels.CPU)) {
      assertEquals(expected, file.sha256());
      assertEquals(expected, memory.sha256());
      assertEquals("built", memory.name());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wrong_classes | gives 2 channels in 'cam' but its contract lists 3 classes",
        "wrong_output | has no output 'cam' (for cam); its outputs are [",
        "one_size | takes images of one size only",
        "batch_of_4 | takes batches of 4 images only",
        "newer_format | contract format 99, this version reads up to 1"
      })
  void aModelThatBreaksItsContractIsRefusedWhenOpened(String name, String message) {
    ModelContractException fault =
        assertThrows(
            ModelContractException.class,
            () -> OnnxModel.open(TestModels.path(name), TestModels.CPU));
    assertTrue(fault.getMessage().contains(message), fault.getMessage());
    assertTrue(fault.getMessage().contains(name), fault.getMessage());
  }

  @Test
  void floatInputsAreNotTakenForPixels() {
    ModelContractException fault =
        assertThrows(
            ModelContractException.class,
            () ->
                OnnxModel.open(
                    TestModels.path("colours"), TestModels.foreignContract(), TestModels.CPU));
    assertTrue(fault.getMessage().contains("has no input 'x'; its inputs are [image]"));
  }

  @Test
  void whatIsNoModelIsRefusedWithItsName(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("text.onnx"), "not a model");
    Path empty = Files.createFile(folder.resolve("empty.onnx"));
    byte[] whole = TestModels.bytes("colours");
    Path half = Files.write(folder.resolve("half.onnx"), Arrays.copyOf(whole, whole.length / 2));
    for (Path path : List.of(text, empty, half, folder.resolve("missing.onnx"))) {
      ModelContractException fault =
          assertThrows(ModelContractException.class, () -> OnnxModel.open(path, TestModels.CPU));
      assertTrue(fault.getMessage().contains(path.toString()), fault.getMessage());
    }
  }

  @Test
  void manyThreadsGetTheSameAnswers() throws Exception {
    float[] expected = TestModels.cam(image);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (OnnxModel model = OnnxModel.open(TestModels.path("colours"), TestModels.CPU)) {
      List<Future<float[]>> runs = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        RgbImage mine = i % 2 == 0 ? image : TestModels.squares(40 + i, 30);
        runs.add(
            threads.submit(() -> model.run(List.of(mine), List.of("cam")).get("cam").values()));
      }
      for (int i = 0; i < 64; i++) {
        Golden.assertClose(
            i % 2 == 0 ? expected : TestModels.cam(TestModels.squares(40 + i, 30)),
            runs.get(i).get());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aClosedModelSaysSo() {
    OnnxModel model = OnnxModel.open(TestModels.path("colours"), TestModels.CPU);
    model.close();
    model.close();
    IllegalStateException fault =
        assertThrows(IllegalStateException.class, () -> model.run(List.of(image), List.of("cam")));
    assertTrue(fault.getMessage().contains("is closed"), fault.getMessage());
  }

  @Test
  void imagesOfOneRunMustHaveOneSize() {
    try (OnnxModel model = OnnxModel.open(TestModels.path("colours"), TestModels.CPU)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> model.run(List.of(image, TestModels.squares(8, 8)), List.of("cam")));
      assertThrows(
          IllegalArgumentException.class, () -> model.run(List.of(image), List.of("edge")));
    }
  }

  @Test
  void onlyAClassifierIsAClassifier() {
    ModelContractException fault =
        assertThrows(
            ModelContractException.class,
            () -> ClassifierModel.open(TestModels.path("boundary"), TestModels.CPU));
    assertTrue(
        fault.getMessage().endsWith("is a boundary, expected a classifier"), fault.getMessage());
  }
}
