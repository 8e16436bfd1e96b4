package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.AffinityLabeler;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.recipe.LabelRecipe;
import org.tag2mask.runtime.recipe.LabelRule;

/** {@code labels}, on a classifier that has learned nothing. */
class LabelsCommandTest {
  @TempDir Path temp;
  private Bench bench;
  private Path out;

  @BeforeEach
  void layOut() throws IOException {
    bench = new Bench(temp);
    out = temp.resolve("labels");
  }

  @Test
  void labelsAreThoseOfTheRuntimeAndASecondRunKeepsThem() throws IOException {
    Said first = labels(out, "--style", "psa", "--high-alpha", "24", "--confidence");
    assertEquals(0, first.code(), first.err());
    assertTrue(first.out().contains("labels: 6 made, 0 kept, 0 failed"), first.out());
    LabelRecipe recipe =
        LabelRecipe.named("psa").withName("psa*").withRule(new LabelRule.AlphaPair(4, 24, 8));
    try (AffinityLabeler labeler =
        AffinityLabeler.builder()
            .classifier(bench.model)
            .recipe(recipe)
            .device(Device.cpu())
            .build()) {
      String row = Files.readAllLines(bench.data.resolve("labels.csv")).get(1);
      String id = row.substring(0, row.indexOf(','));
      Set<String> tags = Set.of(row.substring(row.indexOf(',') + 1).split(";"));
      assertEquals(
          labeler.labels(ImageReader.read(bench.image(id)), tags),
          PalettePng.read(out.resolve(id + ".png")));
      assertTrue(Files.exists(out.resolve(id + ".conf.png")));
    }
    Said again = labels(out, "--style", "psa", "--high-alpha", "24", "--confidence");
    assertTrue(again.out().contains("0 made, 6 kept, 0 failed"), again.out());
    JsonObject run = Json.parseObject(Files.readString(out.resolve("run.json")), "run.json");
    assertEquals(
        recipe, LabelRecipe.fromJson(run.object("recipe").toJson(), "the recipe in run.json"));
    Path file = temp.resolve("recipe.json");
    Files.writeString(file, run.object("recipe").toJson());
    Said fromFile = labels(out, "--recipe", file.toString(), "--confidence");
    assertTrue(fromFile.out().contains("0 made, 6 kept"), fromFile.out() + fromFile.err());
  }

  @Test
  void otherSettingsAreRefusedAndLostLabelsAreMadeAgain() throws IOException {
    labels(out);
    Said other = labels(out, "--foreground", "0.4");
    assertEquals(ExitCode.NOTHING_DONE, other.code());
    assertTrue(other.err().contains("recipe.foreground: 0.3 there, 0.4 now"), other.err());
    List<Path> pngs;
    try (var files = Files.list(out)) {
      pngs = files.filter(f -> f.toString().endsWith(".png")).sorted().toList();
    }
    byte[] before = Files.readAllBytes(pngs.get(2));
    Files.delete(pngs.get(2));
    Said again = labels(out);
    assertTrue(again.out().contains("1 made, 5 kept"), again.out());
    assertArrayEquals(before, Files.readAllBytes(pngs.get(2)));
    Said anew = labels(out, "--foreground", "0.4", "--no-resume");
    assertTrue(anew.out().contains("6 made, 0 kept"), anew.out());
  }

  @Test
  void scalesAreOfTheLongSideThatIsAskedFor() throws IOException {
    // The pictures have 64 pixels in a row, so half of 128 is as they are.
    Said sized = labels(out, "--long-side", "128", "--scales", "0.5,1", "--confidence");
    assertEquals(0, sized.code(), sized.err());
    Path plain = temp.resolve("plain");
    assertEquals(0, labels(plain, "--scales", "1,2", "--confidence").code());
    Path smaller = temp.resolve("smaller");
    assertEquals(0, labels(smaller, "--scales", "0.5,1", "--confidence").code());
    boolean differs = false;
    for (String row : Files.readAllLines(bench.data.resolve("labels.csv")).subList(1, 7)) {
      String name = row.substring(0, row.indexOf(',')) + ".conf.png";
      byte[] made = Files.readAllBytes(out.resolve(name));
      assertArrayEquals(Files.readAllBytes(plain.resolve(name)), made, name);
      differs |= !Arrays.equals(Files.readAllBytes(smaller.resolve(name)), made);
    }
    assertTrue(differs, "without --long-side the maps are others");
    Said small = labels(temp.resolve("small"), "--long-side", "8");
    assertEquals(ExitCode.USAGE, small.code());
    assertTrue(small.err().contains("must be 16 to 8192 pixels, found 8"), small.err());
  }

  @Test
  void aModelWithScalesInsideKeepsThemUnlessOthersAreAskedFor() {
    Path merged = temp.resolve("merged.onnx");
    Said export =
        Said.by(
            "export",
            "--network",
            "tiny[width=8]",
            "--weights",
            bench.weights.toString(),
            "--classes",
            bench.data.resolve("classes.txt").toString(),
            "--scales",
            "0.5,1",
            "--flip",
            "max",
            "--out",
            merged.toString());
    assertEquals(0, export.code(), export.err());
    bench = bench.withModel(merged);
    assertEquals(0, labels(out).code());
    Said other = labels(temp.resolve("other"), "--scales", "1,2");
    assertTrue(other.err().contains("by itself, but the recipe asks for scales"), other.err());
  }

  @Test
  void imagesWithoutTagsGetNoLabelsAndNoTagsAtAllAreRefused() throws IOException {
    Path csv = bench.data.resolve("labels.csv");
    List<String> rows = new ArrayList<>(Files.readAllLines(csv));
    String id = rows.get(1).substring(0, rows.get(1).indexOf(','));
    rows.set(1, id + ",");
    Files.write(csv, rows);
    Said said = labels(out);
    assertEquals(0, said.code(), said.err());
    assertTrue(said.err().contains("1 images have no tag and get no labels"), said.err());
    assertFalse(Files.exists(out.resolve(id + ".png")));
    rows.replaceAll(row -> row.startsWith("image") ? row : row.replaceAll(",.*", ","));
    Files.write(csv, rows);
    Said none = labels(temp.resolve("none"));
    assertEquals(ExitCode.NOTHING_DONE, none.code());
    assertTrue(none.err().contains("none of the 6 images of split 'train' has a tag"), none.err());
  }

  @Test
  void optionsThatMakeNoSenseAreUsageErrors() {
    assertUsage(
        "--foreground has no meaning for a style of two alphas",
        "--style",
        "psa",
        "--foreground",
        "0.3");
    assertUsage("--window has no meaning for a style of two thresholds", "--window", "4");
    assertUsage("no label style 'irm' (did you mean 'irn'?)", "--style", "irm");
    assertUsage("label thresholds must be in [0, 1], found 3.0", "--foreground", "3");
    assertUsage("no CRF preset 'foo'", "--crf", "foo");
    assertUsage("--style and --recipe exclude each other", "--style", "irn", "--recipe", "r.json");
    assertUsage("--labels none leaves no tags", "--labels", "none");
  }

  private void assertUsage(String part, String... more) {
    Said said = labels(out, more);
    assertEquals(ExitCode.USAGE, said.code(), said.err());
    assertTrue(said.err().contains(part), said.err());
  }

  private Said labels(Path folder, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "labels",
                "--data",
                bench.data.toString(),
                "--model",
                bench.model.toString(),
                "--out",
                folder.toString(),
                "--device",
                "cpu"));
    words.addAll(List.of(more));
    return Said.by(words.toArray(String[]::new));
  }
}
