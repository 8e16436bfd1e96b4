package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.models.file.SafetensorsWriter;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.recipe.MaskRecipe;

/** What commands do when everything is right, on a classifier that has learned nothing. */
class CommandsTest {
  @TempDir Path temp;
  private Bench bench;
  private Path out;

  @BeforeEach
  void layOut() throws IOException {
    bench = new Bench(temp);
    out = temp.resolve("masks");
  }

  @Test
  void masksAreThoseOfTheRuntimeAndASecondRunKeepsThem() throws IOException {
    assertEquals(0, bench.masks(out).code());
    try (PseudoMasker masker =
        PseudoMasker.builder()
            .classifier(bench.model)
            .recipe(MaskRecipe.named("cam"))
            .device(Device.cpu())
            .build()) {
      // The tags of the first row of labels.csv.
      String row = Files.readAllLines(bench.data.resolve("labels.csv")).get(1);
      String id = row.substring(0, row.indexOf(','));
      java.util.Set<String> tags = java.util.Set.of(row.substring(row.indexOf(',') + 1).split(";"));
      assertEquals(
          masker.mask(ImageReader.read(bench.image(id)), tags),
          PalettePng.read(out.resolve(id + ".png")));
    }
    Said again = bench.masks(out);
    assertTrue(again.out().contains("0 made, 6 kept, 0 failed"), again.out());
  }

  @Test
  void evaluatingTheTruthAgainstItselfIsPerfect() {
    Said said =
        Said.by(
            "evaluate",
            "--data",
            bench.data.toString(),
            "--masks",
            bench.data.resolve("SegmentationClass").toString(),
            "--out",
            temp + "/e.json",
            "--json");
    assertEquals(0, said.code(), said.err());
    JsonObject result = Json.parseObject(said.out().strip(), "result");
    assertEquals("evaluate", result.string("event"));
    assertEquals(1.0, result.number("mIoU"));
    assertEquals(1.0, result.number("pixelAccuracy"));
    assertTrue(Files.exists(temp.resolve("e.json")));
  }

  @Test
  void theSwitchesOfEvaluateChangeTheMeans() {
    Said eroded =
        Said.by(
            "evaluate",
            "--data",
            bench.data.toString(),
            "--masks",
            bench.data.resolve("SegmentationClass").toString(),
            "--erode",
            "7",
            "--no-background",
            "--mean",
            "in_truth",
            "--json");
    JsonObject result = Json.parseObject(eroded.out().strip(), "result");
    double iou = result.number("mIoU");
    assertTrue(iou > 0 && iou < 1, "erosion must cost something: " + iou);
    assertEquals("excluded", result.object("rules").string("background"));
    assertEquals("7", result.object("settings").string("erosion"));
  }

  @Test
  void evaluateTellsIouByObjectSizeAndTheRateOfUndecidedPixels() throws IOException {
    Path masks = Files.createDirectories(temp.resolve("undecided"));
    for (String line : Files.readAllLines(bench.data.resolve("labels.csv")).subList(1, 9)) {
      String id = line.substring(0, line.indexOf(','));
      LabelMap truth = PalettePng.read(bench.truth(id));
      byte[] labels = truth.toBytes();
      Arrays.fill(labels, 0, labels.length / 2, (byte) LabelMap.IGNORE);
      PalettePng.write(
          masks.resolve(id + ".png"), LabelMap.wrap(truth.width(), truth.height(), labels));
    }
    String[] words = {
      "evaluate",
      "--data",
      bench.data.toString(),
      "--masks",
      masks.toString(),
      "--object-sizes",
      "1,4000"
    };
    JsonObject result = Json.parseObject(by(words, "--json").out().strip(), "result");
    double rate = result.number("ignoreRate");
    assertEquals(0.5, rate, 0.1);
    assertEquals("1,4000", result.object("settings").string("object_sizes"));
    JsonObject medium = result.object("bySize").object("medium");
    assertTrue(medium.number("objects") >= 6, "one an image at least");
    assertEquals(
        0, result.object("bySize").object("large").number("objects"), "images have 3072 pixels");
    assertTrue(medium.number("IoU") < 1);
    // What is decided is right.
    JsonObject skip =
        Json.parseObject(by(words, "--json", "--skip-undecided").out().strip(), "result");
    assertEquals(1, skip.number("mIoU"));
    assertEquals(1, skip.object("bySize").object("medium").number("IoU"));
    assertEquals(rate, skip.number("ignoreRate"));
    String table = by(words).out();
    assertTrue(table.contains("undecided (255) " + Math.round(1000 * rate) / 10.0 + " %"), table);
    assertTrue(table.contains("medium "), table);
  }

  private static Said by(String[] words, String... more) {
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return Said.by(all);
  }

  @Test
  void theThresholdCurveIsCalledAnOracleAndItsPointsAreThoseOfTheMasks() throws IOException {
    Said curve =
        Said.by(
            "evaluate",
            "--data",
            bench.data.toString(),
            "--model",
            bench.model.toString(),
            "--curve",
            "0.15:0.45:0.15",
            "--device",
            "cpu",
            "--json");
    assertEquals(0, curve.code(), curve.err());
    String last = curve.out().lines().reduce((a, b) -> b).get();
    JsonObject result = Json.parseObject(last, "curve");
    assertTrue(result.has("oracle"));
    List<JsonObject> points = result.objects("points");
    assertEquals(3, points.size());
    // The recipe 'cam' has background 0.15 and no refinement: the same masks, scored twice.
    bench.masks(out);
    Said masks =
        Said.by("evaluate", "--data", bench.data.toString(), "--masks", out.toString(), "--json");
    assertEquals(
        Json.parseObject(masks.out().strip(), "evaluate").number("mIoU"),
        points.get(0).number("mIoU"),
        1e-12);
  }

  @Test
  void camsAreWrittenAsNumpyArrays() throws IOException {
    Said said =
        Said.by(
            "cams",
            "--data",
            bench.data.toString(),
            "--split",
            "val",
            "--model",
            bench.model.toString(),
            "--out",
            temp + "/cams",
            "--preset",
            "cam",
            "--device",
            "cpu");
    assertEquals(0, said.code(), said.err());
    List<String> lines = Files.readAllLines(temp.resolve("cams/cams.jsonl"));
    assertEquals(2, lines.size());
    JsonObject line = Json.parseObject(lines.get(0), "cams.jsonl");
    List<Integer> classes = line.numbers("classes").stream().map(Double::intValue).toList();

    ByteBuffer npy =
        ByteBuffer.wrap(Files.readAllBytes(temp.resolve("cams/" + line.string("id") + ".npy")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = npy.getShort(8);
    String header = StandardCharsets.US_ASCII.decode(npy.slice(10, headerLength)).toString();
    assertTrue(
        header.startsWith(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (" + classes.size() + ", 48, 64,)"),
        header);
    assertEquals(0, (10 + headerLength) % 64);
    float[] values = new float[classes.size() * 48 * 64];
    npy.position(10 + headerLength);
    npy.asFloatBuffer().get(values);
    try (PseudoMasker masker =
        PseudoMasker.builder()
            .classifier(bench.model)
            .recipe(MaskRecipe.named("cam"))
            .device(Device.cpu())
            .build()) {
      Cams cams = masker.cams(ImageReader.read(bench.image(line.string("id"))), classes);
      assertArrayEquals(cams.planes(), values, 0f);
    }
  }

  @Test
  void inspectTellsContractSizeAndOrigin() {
    Said said = Said.by("inspect", bench.model.toString(), "--json", "--size", "48x64");
    assertEquals(0, said.code(), said.err());
    JsonObject model = Json.parseObject(said.out().strip(), "model");
    assertEquals("classifier", model.string("role"));
    assertEquals(List.of("background", "red-rings", "blue-checks"), model.strings("classes"));
    assertEquals(8, model.integer("stride"));
    assertEquals("tiny[width=8]", model.object("provenance").string("network"));
    // By hand: the head is 32 channels to 2 maps on 6 x 8 cells; the rest is counted in models.
    assertTrue(model.number("multiply_adds") > 32 * 2 * 6 * 8);
    assertEquals("48x64", model.string("size"));
    assertTrue(model.number("network_parameters") > 1000);
    assertTrue(
        model.object("counted").string("multiply_adds").contains("two floating-point operations"));
  }

  @Test
  void inspectCountsANetworkAsThePapersDo() {
    Said said = Said.by("inspect", "--network", "deit_small+tscam", "--size", "448x448", "--json");
    assertEquals(0, said.code(), said.err());
    JsonObject network = Json.parseObject(said.out().strip(), "network");
    assertEquals("tscam", network.string("head"));
    assertEquals("classifier", network.string("role"));
    assertEquals(
        List.of("cam", "score", "attention"), List.copyOf(network.object("outputs").keys()));
    assertTrue(network.object("further_outputs").keys().contains("signed_cam"));
    assertEquals(21_734_804, network.number("network_parameters"));
    // SemFormer's table 9: 22.67 G
    double work = network.number("multiply_adds") + network.number("norm_operations");
    assertEquals(22.67e9, work, 0.005e9);

    Said text = Said.by("inspect", "--network", "deit_small+semformer", "--classes", "3");
    assertEquals(0, text.code(), text.err());
    assertTrue(text.out().contains("class_embedding"), text.out());
    assertTrue(text.out().contains("though tables of papers call it a FLOP"), text.out());
  }

  @Test
  void aPretrainedTransformerIsMatchedWithANetworkOfAnotherHead() throws IOException {
    Network plain = Networks.build(NetworkSpec.parse("deit_tiny", "cam", 2));
    Path file = temp.resolve("deit.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      ParameterSet values = ParameterSet.initial(plain.graph().parameters(), 1);
      SafetensorsWriter.float16().write(values.asMap(), Map.of(), out);
    }
    Said said =
        Said.by(
            "weights",
            "match",
            file.toString(),
            "--network",
            "deit_tiny+mctformer[variant=v1]",
            "--classes",
            "2",
            "--json");
    assertEquals(0, said.code(), said.err());
    JsonObject report = Json.parseObject(said.out().strip(), "weights");
    // MCTformer has no norm after its last block
    assertEquals(
        List.of("norm.weight", "norm.bias", "classifier.weight"), report.strings("left_over"));
    assertTrue(said.out().contains("class row repeated 2 times"), said.out());
  }

  @Test
  void reportShowsTheMasksOfAFolder() throws IOException {
    bench.masks(out);
    Said said =
        Said.by(
            "report",
            "--data",
            bench.data.toString(),
            "--masks",
            out.toString(),
            "--model",
            bench.model.toString(),
            "--device",
            "cpu",
            "--out",
            temp + "/report");
    assertEquals(0, said.code(), said.err());
    String page = Files.readString(temp.resolve("report/index.html"));
    assertTrue(page.contains("train_000005"), "an image is missing in the page");
    assertTrue(page.contains("red-rings"));
  }

  @Test
  void jsonModeSpeaksOnlyJsonLines() {
    Said said = bench.masks(out, "--json");
    assertEquals(0, said.code());
    for (String line : said.out().lines().toList()) {
      assertTrue(Json.parse(line, line) instanceof Map, line);
    }
    assertTrue(said.out().contains("{\"event\":\"masks\",\"images\":6,\"made\":6"), said.out());
  }

  @Test
  void untaggedImagesGetMasksFromPredictedTags() throws IOException {
    Files.delete(bench.data.resolve("labels.csv"));
    Said said = bench.masks(out, "--labels", "none", "--predict-tags", "0.01");
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().contains("6 made"), said.out());
  }

  @Test
  void aFolderWithoutListsServesWhole() throws IOException {
    for (String list : new String[] {"train.txt", "val.txt"}) {
      Files.delete(bench.data.resolve("ImageSets/Segmentation/" + list));
    }
    Said made =
        Said.by(
            "masks",
            "--data",
            bench.data.toString(),
            "--model",
            bench.model.toString(),
            "--out",
            out.toString(),
            "--device",
            "cpu",
            "--preset",
            "cam");
    assertEquals(0, made.code(), made.err());
    assertTrue(made.out().contains("8 made"), made.out());

    Path run = temp.resolve("run");
    Said trained = train(run, "--epochs", "1");
    assertEquals(0, trained.code(), trained.err());
    assertTrue(Files.exists(run.resolve("best.safetensors")));
    assertTrue(
        Files.readString(run.resolve("config.yaml")).contains("validation_images: 0"),
        Files.readString(run.resolve("config.yaml")));
  }

  @Test
  void settingsOutOfRangeAreUsageErrors() {
    Said said = train(temp.resolve("run"), "--epochs", "0");
    assertEquals(2, said.code(), said.err());
    assertEquals(2, train(temp.resolve("run"), "--set", "foo=1").code());
    assertTrue(Files.notExists(temp.resolve("run")));
  }

  @Test
  void aSettingMayBeAList() throws IOException {
    Path run = temp.resolve("run");
    Said said =
        train(run, "--epochs", "1", "--set", "schedule=steps", "--set", "step_at=[0.5,0.7]");
    assertEquals(0, said.code(), said.err());
    String config = Files.readString(run.resolve("config.yaml"));
    assertTrue(config.contains("step_at: [0.5,0.7]"), config);
  }

  private Said train(Path run, String... more) {
    java.util.List<String> words =
        new java.util.ArrayList<>(
            java.util.List.of(
                "train",
                "--data",
                bench.data.toString(),
                "--network",
                "tiny[width=8]",
                "--out",
                run.toString(),
                "--batch",
                "4",
                "--set",
                "crop_height=48",
                "--set",
                "crop_width=64"));
    words.addAll(java.util.List.of(more));
    return Said.by(words.toArray(String[]::new));
  }

  @Test
  void theMapsOfOneModelAreScoredAsTheMasksTheyGive() throws IOException {
    Path model = bench.model("decoupled");
    Said table =
        Said.by(
            "evaluate",
            "--data",
            bench.data.toString(),
            "--model",
            model.toString(),
            "--maps",
            "expansive,discriminative,cam",
            "--device",
            "cpu",
            "--json");
    assertEquals(0, table.code(), table.err());
    String last = table.out().lines().reduce((a, b) -> b).get();
    List<JsonObject> maps = Json.parseObject(last, "maps").objects("maps");
    assertEquals(3, maps.size());
    assertEquals("expansive", maps.get(0).string("map"));
    assertTrue(maps.get(0).number("mIoU") != maps.get(1).number("mIoU"), last);
    // The merged map once more, by the commands that make and score masks.
    String[] alone = {
      "masks",
      "--data",
      bench.data.toString(),
      "--model",
      model.toString(),
      "--out",
      out.toString(),
      "--device",
      "cpu",
      "--crf",
      "none"
    };
    assertEquals(0, Said.by(alone).code());
    Said evaluated =
        Said.by("evaluate", "--data", bench.data.toString(), "--masks", out.toString(), "--json");
    JsonObject expected = Json.parseObject(evaluated.out().strip(), "result");
    assertEquals(expected.number("mIoU"), maps.get(2).number("mIoU"));
    assertEquals(expected.number("precision"), maps.get(2).number("precision"));
    assertEquals(expected.number("recall"), maps.get(2).number("recall"));

    Said wrong =
        Said.by(
            "evaluate",
            "--data",
            bench.data.toString(),
            "--model",
            model.toString(),
            "--maps",
            "cam,salience");
    assertTrue(wrong.err().contains("no output 'salience' to read as maps"), wrong.err());
  }
}
