package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.cli.stage.FileHash;
import org.tag2mask.models.file.SafetensorsWriter;
import org.tag2mask.models.file.WeightFile;
import org.tag2mask.models.file.WeightFiles;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;

/** Weight files on the command line: listed, converted, matched, and trained from. */
class WeightsCommandTest {
  private static final String TINY = "tiny[width=8]";

  @TempDir static Path root;
  @TempDir Path temp;
  private static Bench bench;

  @BeforeAll
  static void make() throws IOException {
    bench = new Bench(root);
  }

  @Test
  void inspectListsNamesShapesTypesSizesAndMetadata() throws IOException {
    Path file = temp.resolve("w.safetensors");
    write(file, Map.of("a.weight", tensor(2, 300)), Map.of("made.by", "nobody\u001b[2J"));
    Said said = Said.by("weights", "inspect", file.toString());
    assertEquals(
        "F32   [2, 300]                2.4 KB  a.weight\n"
            + "made.by: nobody [2J\n"
            + "safetensors, 1 arrays, 600 values, 2.4 KB\n",
        said.out());
    JsonObject json =
        Json.parseObject(Said.by("weights", "inspect", file.toString(), "--json").out(), "out");
    assertEquals(2400, json.objects("tensors").get(0).integer("bytes"));
  }

  @Test
  void inspectAbridgesWhatNobodyReadsAndSaysHowToSeeItAll() throws IOException {
    Map<String, Tensor> many = new LinkedHashMap<>();
    for (int i = 0; i < 500; i++) {
      many.put("p" + i, tensor(1));
    }
    Path file = temp.resolve("w.safetensors");
    write(file, many, Map.of("log", "x".repeat(1000)));
    Said said = Said.by("weights", "inspect", file.toString());
    assertTrue(said.out().contains(" p199\n"), said.out());
    assertFalse(said.out().contains(" p200\n"), said.out());
    assertTrue(said.out().contains("... and 300 more arrays; --all lists them"), said.out());
    assertTrue(said.out().contains("x... (1000 characters; --all)"), said.out());
    Said all = Said.by("weights", "inspect", file.toString(), "--all");
    assertTrue(all.out().contains(" p499\n"), all.out());
  }

  @Test
  void onnxModelsAreWeightFilesToo() {
    Said said = Said.by("weights", "inspect", bench.model.toString());
    assertTrue(said.out().contains("classifier.weight"), said.out());
    assertTrue(said.out().contains("tag2mask.role: classifier"), said.out());
    assertTrue(said.out().contains("ONNX, "), said.out());
  }

  @Test
  void convertHalvesAFileAndMatchFindsEverythingInIt() {
    Path half = temp.resolve("half.safetensors");
    assertEquals(0, convert(bench.weights, half, "--precision", "float16").code());
    Said listed = Said.by("weights", "inspect", half.toString());
    assertTrue(listed.out().contains("F16   [2, 32, 1, 1]"), listed.out());
    Said matched = match(half, "--classes", "2");
    assertEquals(0, matched.code());
    assertTrue(matched.out().contains("part "), matched.out());
    assertTrue(matched.out().matches("(?s).*classifier +1 +\\. +\\. +\\.\n.*"), matched.out());
    assertTrue(matched.out().contains(" 0 initialised, 0 of another shape, 0 left over"));
  }

  @Test
  void matchRefusesOtherShapesByNameUnlessTheyAreIgnored() throws IOException {
    Said refused = match(bench.weights, "--classes", "3");
    assertEquals(4, refused.code());
    String differs = "'classifier.weight' has shape [2, 32, 1, 1], the network needs [3, 32, 1, 1]";
    assertTrue(refused.out().contains("another shape: " + differs), refused.out());
    assertTrue(refused.err().contains("does not fit the network: " + differs), refused.err());
    assertTrue(refused.err().contains("--ignore-mismatched"), refused.err());
    Said ignored = match(bench.weights, "--classes", "3", "--ignore-mismatched", "--json");
    assertEquals(0, ignored.code());
    JsonObject result = Json.parseObject(ignored.out().strip(), "weights");
    assertEquals(false, result.bool("complete"));
    assertEquals("classifier.weight", result.objects("mismatched").get(0).string("name"));
    assertEquals(FileHash.sha256(bench.weights), result.string("sha256"));
    Said all = match(bench.weights, "--classes", "3", "--ignore-mismatched", "--all");
    assertTrue(all.out().contains("mismatched   classifier.weight"), all.out());
  }

  /** The published names of ResNet-38, in a file made for tests. */
  @Test
  void convertWritesThePublishedResNet38UnderOurNames() throws IOException {
    Path params = Path.of("../models/src/test/resources/models/golden/mxnet/resnet38_names.params");
    Path out = temp.resolve("resnet38.safetensors");
    Said said = convert(params, out);
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().contains("renamed from the published ResNet-38 (MXNet)"), said.out());
    try (WeightFile file = WeightFiles.open(out)) {
      assertTrue(file.names().contains("b4.conv_branch2a.weight"), file.names().toString());
      assertTrue(file.names().contains("b4_3.bn_branch2b1.running_var"));
      assertFalse(file.names().contains("linear1000_weight"));
      assertEquals(6, file.read("b4_3.bn_branch2b1.running_var").values()[0]);
    }
  }

  @Test
  void convertForANetworkCutsPrefixesAndReportsTheMatch() throws IOException {
    Map<String, Tensor> nested = new LinkedHashMap<>();
    try (WeightFile file = WeightFiles.open(bench.weights)) {
      file.names().forEach(name -> nested.put("net." + name, file.read(name)));
    }
    nested.put("criterion.weight", tensor(1));
    Path prefixed = temp.resolve("prefixed.safetensors");
    write(prefixed, nested, Map.of());
    Path out = temp.resolve("plain.safetensors");
    Said said = convert(prefixed, out, "--network", TINY, "--classes", "2");
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().contains("cut the prefix 'net.' off the network's names"), said.out());
    assertTrue(said.err().contains("left over: criterion.weight"), said.err());
    try (WeightFile file = WeightFiles.open(out)) {
      assertTrue(file.names().contains("classifier.weight"), file.names().toString());
    }
  }

  @Test
  void trainingRefusesOtherShapesByNameUnlessTheyAreIgnored() throws IOException {
    Path other = temp.resolve("other.safetensors");
    Map<String, Tensor> changed = new LinkedHashMap<>();
    try (WeightFile file = WeightFiles.open(bench.weights)) {
      file.names().forEach(name -> changed.put(name, file.read(name)));
    }
    changed.put("classifier.weight", tensor(7, 32, 1, 1));
    write(other, changed, Map.of());
    Path run = temp.resolve("run");
    Said refused = train(other, run);
    assertEquals(4, refused.code());
    assertTrue(
        refused.err().contains("'classifier.weight' has shape [7, 32, 1, 1]"), refused.err());
    assertFalse(Files.exists(run.resolve("config.yaml")));

    Said ignored = train(other, run, "--ignore-mismatched");
    assertEquals(0, ignored.code(), ignored.err());
    assertTrue(ignored.err().contains("1 of another shape, 0 left over"), ignored.err());
    JsonObject stored =
        Json.parseObject(Files.readString(run.resolve("weights.json")), "weights.json");
    assertEquals(other.toString(), stored.string("file"));
    assertEquals(FileHash.sha256(other), stored.string("sha256"));
    assertEquals("classifier.weight", stored.objects("mismatched").get(0).string("name"));
    assertEquals(changed.size() - 1, stored.strings("matched").size());
    assertEquals(List.of(), stored.strings("initialised"));
    assertEquals(List.of(), stored.strings("left_over"));
    assertEquals(List.of(), stored.objects("interpolated"));
  }

  private static Said train(Path weights, Path run, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "train",
                "--data",
                bench.data.toString(),
                "--network",
                TINY,
                "--weights",
                weights.toString(),
                "--out",
                run.toString(),
                "--val-split",
                "none",
                "--epochs",
                "1",
                "--batch",
                "4",
                "--set",
                "crop_height=48",
                "--set",
                "crop_width=64"));
    words.addAll(List.of(more));
    return Said.by(words.toArray(String[]::new));
  }

  private static Said convert(Path file, Path out, String... more) {
    List<String> words =
        new ArrayList<>(List.of("weights", "convert", file.toString(), "--out", out.toString()));
    words.addAll(List.of(more));
    return Said.by(words.toArray(String[]::new));
  }

  private static Said match(Path file, String... more) {
    List<String> words =
        new ArrayList<>(List.of("weights", "match", file.toString(), "--network", TINY));
    words.addAll(List.of(more));
    return Said.by(words.toArray(String[]::new));
  }

  private static Tensor tensor(int... shape) {
    return new Tensor(shape, new float[(int) Tensor.elements(shape)]);
  }

  private static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      SafetensorsWriter.float32().write(tensors, metadata, out);
    }
  }
}
