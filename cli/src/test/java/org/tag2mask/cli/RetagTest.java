package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.DatasetOptions;
import org.tag2mask.data.dataset.Datasets;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.session.ClassifierModel;
import org.tag2mask.runtime.session.ModelOptions;

class RetagTest {
  @TempDir Path temp;
  private Bench bench;
  private Path tags;

  @BeforeEach
  void layOut() throws IOException {
    bench = new Bench(temp);
    tags = temp.resolve("new/refined.csv");
  }

  private Said retag(String... more) {
    List<String> words =
        new ArrayList<>(List.of("retag", "--data", bench.data.toString(), "--device", "cpu"));
    words.addAll(List.of("--model", bench.model.toString(), "--out", tags.toString()));
    words.addAll(List.of(more));
    return Said.by(words.toArray(String[]::new));
  }

  private Dataset refined(String split) {
    return Datasets.open(bench.data, split, DatasetOptions.DEFAULT.withCsv(tags));
  }

  @Test
  void everyTagIsAskedOfTheClassifierAndEveryChangeIsWrittenDown() throws IOException {
    Dataset given = Datasets.open(bench.data, "train");
    // The classifier has learned nothing, so its probabilities are near a half: one limit between
    // two of them decides.
    List<Float> all = new ArrayList<>();
    List<float[]> seen = new ArrayList<>();
    try (ClassifierModel model = ClassifierModel.open(bench.model, ModelOptions.defaults())) {
      for (Sample sample : given.samples()) {
        float[] score = model.run(List.of(ImageReader.read(sample.image()))).get(0).score();
        for (int c = 0; c < score.length; c++) {
          score[c] = (float) (1 / (1 + Math.exp(-score[c])));
          all.add(score[c]);
        }
        seen.add(score);
      }
    }
    all.sort(null);
    double limit = (all.get(all.size() / 2 - 1) + all.get(all.size() / 2)) / 2.0;
    Said said = retag("--drop", Double.toString(limit), "--add", Double.toString(limit), "--json");
    assertEquals(0, said.code(), said.err());

    int changed = 0;
    for (int i = 0; i < seen.size(); i++) {
      Sample before = given.samples().get(i);
      Sample after = refined("train").samples().get(i);
      assertEquals(before.id(), after.id());
      assertFalse(after.tags().isEmpty(), "at least one tag stays");
      for (int id = 1; id <= 2; id++) {
        boolean probable = seen.get(i)[id - 1] > limit;
        boolean last = after.tags().size() == 1 && before.tags().contains(id);
        assertTrue(after.tags().contains(id) == probable || last, before.id() + " class " + id);
      }
      changed += before.tags().equals(after.tags()) ? 0 : 1;
    }
    List<String> lines = Files.readAllLines(temp.resolve("new/refined.changes.jsonl"));
    assertEquals(changed, lines.size());
    assertTrue(changed > 0, "the limit between two probabilities changes something");
    JsonObject first = Json.parseObject(lines.get(0), "changes");
    assertEquals(
        refined("train").tagNames(refined("train").sample(first.string("id")).orElseThrow()),
        first.strings("tags"));
    String last = said.out().lines().reduce((a, b) -> b).orElseThrow();
    JsonObject result = Json.parseObject(last, "result");
    assertEquals(changed, result.integer("changed"));
  }

  @Test
  void imagesOfOtherListsAndBeyondTheLimitKeepTheirTags() {
    assertEquals(0, retag("--limit", "2", "--drop", "1", "--add", "1").code());
    assertEquals(Datasets.open(bench.data, "val").samples(), refined("val").samples());
    assertEquals(
        Datasets.open(bench.data, "train").samples().subList(2, 6),
        refined("train").samples().subList(2, 6));
    refined("train").samples().subList(0, 2).forEach(s -> assertEquals(1, s.tags().size()));
  }

  @Test
  void theNewTagsAreTakenByLabels() {
    assertEquals(0, retag("--drop", "1", "--add", "1").code());
    Said masks = bench.masks(temp.resolve("masks"), "--labels", tags.toString());
    assertEquals(0, masks.code(), masks.err());
    Path none = temp.resolve("none.csv");
    Said missing = bench.masks(temp.resolve("others"), "--labels", none.toString());
    assertEquals(ExitCode.NOTHING_DONE, missing.code());
    assertTrue(missing.err().contains("none.csv"), missing.err());
  }

  @Test
  void anImageThatCannotBeReadKeepsItsTags() throws IOException {
    Dataset given = Datasets.open(bench.data, "train");
    Sample broken = given.samples().get(1);
    Files.writeString(broken.image(), "no picture");
    Said said = retag("--drop", "1", "--add", "1");
    assertEquals(ExitCode.SOME_FAILED, said.code());
    assertTrue(said.err().contains(broken.id() + " failed"), said.err());
    assertEquals(broken.tags(), refined("train").sample(broken.id()).orElseThrow().tags());
  }

  @Test
  void theTagsGivenAreNotWrittenOver() throws IOException {
    Path own = bench.data.resolve("labels.csv");
    String before = Files.readString(own);
    tags = own;
    Said said = retag();
    assertEquals(ExitCode.USAGE, said.code());
    assertTrue(said.err().contains("the tag file of the data set itself"), said.err());
    assertEquals(before, Files.readString(own));
  }

  @Test
  void limitsThatCrossAndUnknownClassesAreRefused() {
    Said crossed = retag("--drop", "0.8", "--add", "0.7");
    assertEquals(ExitCode.USAGE, crossed.code());
    assertTrue(crossed.err().contains("--drop, --add: "), crossed.err());
    Said unknown = retag("--only", "unicorn");
    assertEquals(ExitCode.NOTHING_DONE, unknown.code());
    assertTrue(unknown.err().contains("--only: class 'unicorn'"), unknown.err());
    assertFalse(Files.exists(tags));
  }
}
