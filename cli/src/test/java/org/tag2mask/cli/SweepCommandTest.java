package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;
import org.xml.sax.InputSource;

/** {@code sweep}: every row is what {@code masks} and {@code evaluate} give for its values. */
class SweepCommandTest {
  private static final Path MODELS = Path.of("../runtime/src/test/resources/runtime/models");
  private static final Path EDGES = MODELS.resolve("edges.onnx");
  private static final Path AFFINITY = MODELS.resolve("affinity.onnx");

  @TempDir Path temp;
  private Bench bench;
  private Path out;

  @BeforeEach
  void layOut() throws IOException {
    bench = new Bench(temp);
    out = temp.resolve("sweep");
  }

  private Said command(String name, Path to, Object... more) {
    List<String> words = new ArrayList<>(List.of(name, "--data", bench.data.toString()));
    words.addAll(List.of("--model", bench.model.toString(), "--device", "cpu"));
    words.addAll(List.of("--out", to.toString()));
    Stream.of(more).map(Object::toString).forEach(words::add);
    return Said.by(words.toArray(String[]::new));
  }

  private List<JsonObject> sweep(Object... more) throws IOException {
    Said said = command("sweep", out, more);
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().contains("are an oracle"), said.out());
    return Json.parseObject(Files.readString(out.resolve("sweep.json")), "sweep").objects("rows");
  }

  private static JsonObject row(List<JsonObject> rows, String background, double beta, int steps) {
    return rows.stream()
        .filter(row -> row.string("background").equals(background))
        .filter(row -> row.number("steps") == steps)
        .filter(row -> steps == 0 || row.number("beta") == beta)
        .reduce((a, b) -> fail("twice: " + a))
        .orElseThrow();
  }

  /** What masks of these settings score, by the two commands. */
  private void assertScoredAs(JsonObject row, Object... masks) throws IOException {
    Path folder = Files.createTempDirectory(temp, "masks");
    Said made = command("masks", folder, masks);
    assertEquals(0, made.code(), made.err());
    Path file = folder.resolve("evaluation.json");
    Said said =
        Said.by(
            "evaluate",
            "--data",
            bench.data.toString(),
            "--masks",
            folder.toString(),
            "--out",
            file.toString());
    assertEquals(0, said.code(), said.err());
    JsonObject evaluation = Json.parseObject(Files.readString(file), "evaluation");
    for (String score : List.of("mIoU", "FP", "FN", "precision", "recall")) {
      assertEquals(evaluation.number(score), row.number(score), score);
    }
  }

  @Test
  void aRowOfIrnsWalkIsWhatMasksAndEvaluateGive() throws IOException {
    List<JsonObject> rows =
        sweep(
            "--boundary",
            EDGES,
            "--background",
            "0.2:0.6:0.1",
            "--beta",
            "2,10",
            "--steps",
            "0,3,40");
    assertEquals(5 * (1 + 2 * 2), rows.size());
    assertScoredAs(
        row(rows, "0.3", 10, 40),
        "--boundary",
        EDGES,
        "--background",
        0.3,
        "--beta",
        10,
        "--steps",
        40);
    assertScoredAs(
        row(rows, "0.6", 2, 3),
        "--boundary",
        EDGES,
        "--background",
        0.6,
        "--beta",
        2,
        "--steps",
        3);
    Path unwalked = temp.resolve("unwalked.json");
    Files.writeString(unwalked, "{\"preset\": \"irn-walk\", \"refinements\": []}");
    assertScoredAs(row(rows, "0.4", 0, 0), "--recipe", unwalked, "--background", 0.4);
  }

  @Test
  void distancesFromOtsusThresholdAreSweptToo() throws IOException {
    List<JsonObject> rows =
        sweep("--boundary", EDGES, "--background", "otsu:-0.1,0,0.1", "--steps", "0,3");
    assertEquals(6, rows.size());
    for (String background : List.of("otsu-0.1", "otsu", "otsu+0.1")) {
      assertScoredAs(
          row(rows, background, 10, 3),
          "--boundary",
          EDGES,
          "--background",
          background,
          "--steps",
          3);
    }
  }

  @Test
  void stepsThatDependOnTheImageCannotBeSwept() throws IOException {
    Path recipe = temp.resolve("grid.json");
    Files.writeString(
        recipe,
        "{\"preset\": \"irn-walk\", \"refinements\": [{\"walk\": {\"kind\": \"irn\", \"steps\": 256,"
            + " \"of_cells\": 99}}]}");
    Said said = command("sweep", out, "--boundary", EDGES, "--recipe", recipe);
    assertEquals(2, said.code(), said.err());
    assertTrue(said.err().contains("give the counts to try as --steps"), said.err());
    List<JsonObject> rows =
        sweep("--boundary", EDGES, "--recipe", recipe, "--steps", "5", "--background", "otsu");
    assertEquals(List.of("otsu"), rows.stream().map(row -> row.string("background")).toList());
  }

  @Test
  void aRowOfAffinityNetsWalkWithACrfIsWhatMasksAndEvaluateGive() throws IOException {
    List<JsonObject> rows =
        sweep(
            "--affinity",
            AFFINITY,
            "--background",
            "alpha:2,8",
            "--beta",
            3,
            "--steps",
            "4,20",
            "--crf",
            "psa");
    assertEquals(4, rows.size());
    assertScoredAs(
        row(rows, "alpha:8", 3, 20),
        "--affinity",
        AFFINITY,
        "--background",
        "alpha:8",
        "--beta",
        3,
        "--steps",
        20,
        "--crf",
        "psa");
  }

  @Test
  void withoutAWalkOnlyBackgroundsAreTried() throws IOException {
    List<JsonObject> rows = sweep("--preset", "cam", "--steps", 0, "--background", "0.15,0.5");
    assertEquals(2, rows.size());
    assertScoredAs(row(rows, "0.5", 0, 0), "--preset", "cam", "--background", 0.5);
    assertFalse(rows.get(0).keys().contains("beta"));
  }

  /** The document type would be fetched from the web. */
  private static String withoutDoctype(Path svg) throws IOException {
    return Files.readString(svg).replaceFirst("<!DOCTYPE[^>]*>", "");
  }

  @Test
  void writesTableAndCurvesAndSaysThatTheTruthWasUsed() throws Exception {
    sweep("--boundary", EDGES, "--background", "0.2,0.4", "--steps", "0,16");
    List<String> csv = Files.readAllLines(out.resolve("sweep.csv"));
    assertEquals("beta,steps,background,mIoU,FP,FN,precision,recall", csv.get(0));
    assertTrue(csv.get(1).startsWith(",0,0.2,0."), csv.get(1));
    assertTrue(csv.get(4).startsWith("10,16,0.4,0."), csv.get(4));
    assertEquals(
        "svg",
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(withoutDoctype(out.resolve("sweep.svg")))))
            .getDocumentElement()
            .getTagName());
    JsonObject json = Json.parseObject(Files.readString(out.resolve("sweep.json")), "sweep");
    assertTrue(json.string("note").contains("scored with the true masks"));
    double best =
        json.objects("rows").stream().mapToDouble(r -> r.number("mIoU")).max().getAsDouble();
    assertEquals(best, json.object("oracle").number("mIoU"));
    assertEquals("edges.onnx", json.object("models").object("boundary").string("file"));
    assertEquals(6, json.number("images"));
  }

  @Test
  void theTableDoesNotDependOnTheNumberOfThreads() throws IOException {
    Object[] words = {"--affinity", AFFINITY, "--background", "0.2,0.5", "--steps", "0,8"};
    sweep(Stream.concat(Stream.of(words), Stream.of("--threads", 1)).toArray());
    String one = Files.readString(out.resolve("sweep.csv"));
    sweep(Stream.concat(Stream.of(words), Stream.of("--threads", 4)).toArray());
    assertEquals(one, Files.readString(out.resolve("sweep.csv")));
  }

  @Test
  void imagesThatCannotBeCountedAreNamedAndCountNowhere() throws IOException {
    Files.writeString(bench.image("train_000001"), "this is no image");
    Said said = command("sweep", out, "--boundary", EDGES, "--background", "0.3");
    assertEquals(ExitCode.SOME_FAILED, said.code(), said.err());
    assertTrue(said.err().contains("not counted: "), said.err());
    assertTrue(said.err().contains("train_000001"), said.err());
    JsonObject json = Json.parseObject(Files.readString(out.resolve("sweep.json")), "sweep");
    assertEquals(5, json.number("images"));
    assertEquals(1, json.number("not_counted"));
  }

  @Test
  void valuesThatMakeNoSenseAreUsageErrors() {
    assertUsage("there is no model to walk along", "--beta", "8,10");
    assertUsage("there is no model to walk along", "--steps", "0,16");
    assertUsage("not both", "--boundary", EDGES, "--affinity", AFFINITY);
    assertUsage("expected ascending numbers", "--boundary", EDGES, "--steps", "64,16");
    assertUsage("none of them twice", "--boundary", EDGES, "--beta", "8,8");
    assertUsage("none of them twice", "--background", "0.3,0.30");
    assertUsage("expected whole numbers", "--boundary", EDGES, "--steps", "1.5");
    assertUsage("steps must be 1 to 65536, found 65537", "--boundary", EDGES, "--steps", 65_537);
    assertUsage("steps must be 1 to 65536, found -2", "--boundary", EDGES, "--steps", -2);
    assertUsage("beta must be in (0, 1000], found 0", "--boundary", EDGES, "--beta", 0);
    assertUsage("threshold must be in [0, 1], found 1.2", "--background", "0.2:1.2:0.5");
    assertUsage("alpha must be in (0, 1000]", "--background", "alpha:0,4");
    assertUsage("LOW:HIGH:STEP", "--background", "0.2:0.4:0");
    assertUsage("LOW:HIGH:STEP", "--background", "0.4:0.2:0.1");
    assertUsage("LOW:HIGH:STEP", "--background", "otsu");
    assertUsage("LOW:HIGH:STEP", "--background", "0:1:0.0001");
    assertUsage(
        "combinations, at most",
        "--background",
        "0:1:0.01",
        "--boundary",
        EDGES,
        "--steps",
        "1:30:1");
    assertFalse(Files.exists(out));
  }

  private void assertUsage(String part, Object... more) {
    Said said = command("sweep", out, more);
    assertEquals(ExitCode.USAGE, said.code(), said.err());
    assertTrue(said.err().contains(part), said.err());
  }

  @Test
  void whatDoesNotFitIsToldBeforeAnyImage() throws IOException {
    assertFails("no affinity model was given", "--preset", "psa-walk");
    assertFails("is an affinity model, expected a boundary model", "--boundary", AFFINITY);
    assertFails("makes no use of the boundary model", "--preset", "irn", "--boundary", EDGES);
    try (Stream<Path> masks = Files.list(bench.data.resolve("SegmentationClass"))) {
      for (Path mask : masks.toList()) {
        Files.delete(mask);
      }
    }
    assertFails("split 'train' of " + bench.data + " has no true masks to score on");
    assertFalse(Files.exists(out));
  }

  private void assertFails(String part, Object... more) {
    Said said = command("sweep", out, more);
    assertEquals(ExitCode.NOTHING_DONE, said.code(), said.err());
    assertTrue(said.err().contains(part), said.err());
  }
}
