package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.Refinement.RandomWalk;

/** {@code masks} with recipes that walk. */
class WalkCommandTest {
  /** The tiny models of the runtime's tests. */
  private static final Path MODELS = Path.of("../runtime/src/test/resources/runtime/models");

  private static final Path EDGES = MODELS.resolve("edges.onnx");
  private static final Path AFFINITY = MODELS.resolve("affinity.onnx");

  @TempDir Path temp;
  private Bench bench;
  private Path out;

  @BeforeEach
  void layOut() throws IOException {
    bench = new Bench(temp);
    out = temp.resolve("masks");
  }

  private Said masks(Object... more) {
    List<String> words =
        new ArrayList<>(
            List.of("masks", "--data", bench.data.toString(), "--model", bench.model.toString()));
    words.addAll(List.of("--out", out.toString(), "--device", "cpu"));
    for (Object word : more) {
      words.add(word.toString());
    }
    return Said.by(words.toArray(String[]::new));
  }

  private JsonObject run() throws IOException {
    return Json.parseObject(Files.readString(out.resolve("run.json")), "run.json");
  }

  @Test
  void aBoundaryModelAloneMeansIrnsWalkAndIsInRunJson() throws IOException {
    Said said = masks("--boundary", EDGES);
    assertEquals(0, said.code(), said.err());
    assertEquals("irn-walk", run().object("recipe").string("name"));
    JsonObject boundary = run().object("models").object("boundary");
    assertEquals("edges.onnx", boundary.string("file"));
    assertEquals(64, boundary.string("sha256").length());
    Said again = masks("--boundary", EDGES);
    assertTrue(again.out().contains("0 made, 6 kept, 0 failed"), again.out());
  }

  @Test
  void masksAreThoseOfTheRuntimeWithTheStepsAndExponentAskedFor() throws IOException {
    Said said = masks("--affinity", AFFINITY, "--preset", "psa-walk", "--steps", 20, "--beta", 3);
    assertEquals(0, said.code(), said.err());
    MaskRecipe recipe =
        MaskRecipe.named("psa-walk")
            .withRefinements(List.of(RandomWalk.psa().withSteps(20).withBeta(3)));
    try (PseudoMasker masker =
        PseudoMasker.builder()
            .classifier(bench.model)
            .affinity(AFFINITY)
            .recipe(recipe)
            .device(Device.cpu())
            .build()) {
      String row = Files.readAllLines(bench.data.resolve("labels.csv")).get(1);
      String id = row.substring(0, row.indexOf(','));
      Set<String> tags = Set.of(row.substring(row.indexOf(',') + 1).split(";"));
      assertEquals(
          masker.mask(ImageReader.read(bench.image(id)), tags),
          PalettePng.read(out.resolve(id + ".png")));
    }
  }

  @Test
  void aCrfIsAddedToAWalkAndTakenFromItAgain() throws IOException {
    assertEquals(0, masks("--boundary", EDGES, "--crf", "semformer").code());
    List<JsonObject> steps = run().object("recipe").objects("refinements");
    assertEquals(Set.of("walk"), steps.get(0).keys());
    assertEquals(Set.of("crf"), steps.get(1).keys());
    out = temp.resolve("without");
    assertEquals(
        0, masks("--boundary", EDGES, "--preset", "semformer-walk", "--crf", "none").code());
    assertEquals(1, run().object("recipe").objects("refinements").size());
  }

  @Test
  void masksOfAnotherBoundaryModelDoNotJoinAFolder() {
    assertEquals(0, masks("--boundary", EDGES).code());
    Said said = masks("--boundary", MODELS.resolve("boundary.onnx"));
    assertEquals(ExitCode.NOTHING_DONE, said.code());
    assertTrue(said.err().contains("models.boundary.sha256"), said.err());
  }

  @Test
  void whatDoesNotFitTogetherIsToldBeforeAnyImage() {
    assertFails("no boundary model was given; give one (--boundary FILE", "--preset", "irn-walk");
    assertFails("makes no use of the boundary model", "--preset", "irn", "--boundary", EDGES);
    assertFails("is an affinity model, expected a boundary model", "--boundary", AFFINITY);
    assertFails("model file " + temp + "/no.onnx does not exist", "--affinity", temp + "/no.onnx");
  }

  @Test
  void stepsWithoutAWalkAndStepsThatAreNoneAreUsageErrors() {
    assertUsage("recipe 'irn' has no random walk for --steps", "--preset", "irn", "--steps", 64);
    assertUsage("walk steps must be 1 to 65536, found 0", "--boundary", EDGES, "--steps", 0);
    assertUsage("walk beta must be in (0, 1000], found -1", "--boundary", EDGES, "--beta", -1);
  }

  @Test
  void mapsAndReportsOfAWalkingRecipeNeedNoBoundaryModel() throws IOException {
    Said cams =
        Said.by(
            "cams",
            "--data",
            bench.data.toString(),
            "--model",
            bench.model.toString(),
            "--preset",
            "irn-walk",
            "--device",
            "cpu",
            "--out",
            temp + "/cams");
    assertEquals(0, cams.code(), cams.err());
    assertEquals(0, masks("--boundary", EDGES).code());
    Said report =
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
    assertEquals(0, report.code(), report.err());
    assertTrue(Files.readString(temp.resolve("report/index.html")).contains("irn-walk"));
  }

  private void assertFails(String part, Object... more) {
    Said said = masks(more);
    assertEquals(ExitCode.NOTHING_DONE, said.code(), said.err());
    assertTrue(said.err().contains(part), said.err());
  }

  private void assertUsage(String part, Object... more) {
    Said said = masks(more);
    assertEquals(ExitCode.USAGE, said.code(), said.err());
    assertTrue(said.err().contains(part), said.err());
  }
}
