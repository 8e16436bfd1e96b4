package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.cli.pipeline.AffinityConfig;
import org.tag2mask.cli.pipeline.PipelineConfig;
import org.tag2mask.cli.pipeline.Start;
import org.tag2mask.models.file.SafetensorsFile;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.recipe.LabelRecipe;
import org.tag2mask.runtime.recipe.LabelRule;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;

/** Pipelines with an affinity network, very small. */
class AffinityPipelineTest {
  private static final List<String> ONCE =
      List.of("train", "export", "train-affinity", "export-affinity");

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({"psa-small,AFFINITY,8,[feature]", "irn-small,BOUNDARY,4,[edge]"})
  void labelsAndNetworkAreMadeOnceAndAgainWhenWhatTheyAreMadeOfChanges(
      String preset, String role, int stride, String outputs) throws IOException {
    Bench bench = new Bench(temp);
    Path out = temp.resolve("work");
    Path config = config(preset, "");
    Said first = pipeline(bench, config, out);
    assertEquals(0, first.code(), first.err());
    assertTrue(first.out().contains("labels: 6 made, 0 kept"), first.out());
    String run = Files.readString(out.resolve("masks/run.json"));
    assertTrue(run.contains("\"" + role.toLowerCase(java.util.Locale.ROOT) + "\""), run);
    try (OnnxModel model = OnnxModel.open(out.resolve("affinity.onnx"), ModelOptions.defaults())) {
      ModelContract contract = model.contract();
      assertEquals(role, contract.role().name());
      assertEquals(stride, contract.stride());
      assertEquals(outputs, contract.outputs().keySet().toString());
      assertEquals(Optional.empty(), contract.classes());
    }

    Said second = pipeline(bench, config, out);
    assertEquals(0, second.code(), second.err());
    assertTrue(second.out().contains("labels: 0 made, 6 kept"), second.out());
    assertTrue(second.out().contains("masks: 0 made, 2 kept"), second.out());
    ONCE.forEach(stage -> assertSkipped(second, stage));

    // Labels that were lost are the same when they are made again.
    Files.delete(someLabel(out));
    Said third = pipeline(bench, config, out);
    assertTrue(third.out().contains("labels: 1 made, 5 kept"), third.out());
    ONCE.forEach(stage -> assertSkipped(third, stage));

    // Other labels make another network of the same classifier.
    String labels = preset.startsWith("psa") ? "{style: psa, window: 1}" : "{style: semformer}";
    Said fourth = pipeline(bench, config(preset, "  labels: " + labels + "\n"), out);
    assertEquals(0, fourth.code(), fourth.err());
    assertSkipped(fourth, "train");
    assertTrue(fourth.out().contains("labels: 6 made, 0 kept"), fourth.out());
    assertTrue(fourth.err().contains("train-affinity: begins"), fourth.err());
    assertTrue(fourth.err().contains("export-affinity: begins"), fourth.err());
    assertTrue(fourth.out().contains("masks: 2 made, 0 kept"), fourth.out());
  }

  @Test
  void theTrunkStartsFromTheTrainedClassifier() throws IOException {
    Bench bench = new Bench(temp);
    Path out = temp.resolve("work");
    Said said = pipeline(bench, config("irn-small", "    freeze: [trunk]\n"), out);
    assertEquals(0, said.code(), said.err());
    try (SafetensorsFile classifier = open(out.resolve("run"));
        SafetensorsFile affinity = open(out.resolve("run-affinity"))) {
      int common = 0;
      for (String name : affinity.names()) {
        if (classifier.names().contains(name)) {
          assertEquals(classifier.read(name), affinity.read(name), name);
          common++;
        }
      }
      assertTrue(common > 20, common + " parameters in common");
    }
  }

  @Test
  void aNetworkGivenOnTheCommandLineChangesBothTrunks() {
    AffinityConfig irn = PipelineConfig.preset("irn-small").affinity().orElseThrow();
    assertEquals(
        "mobilenet_v2[displacement=no,output_stride=16]",
        irn.onTrunkOf("mobilenet_v2[output_stride=16,neck=64]").model().network());
    AffinityConfig joined =
        irn.withModel(irn.model().withNetwork("tiny+irn[corners=aligned]", "irn", "boundary"));
    assertEquals("resnet18[corners=aligned]", joined.onTrunkOf("resnet18+cam").model().network());
  }

  @Test
  void presetsHaveThePublishedNumbers() {
    AffinityConfig psa = PipelineConfig.preset("psa").affinity().orElseThrow();
    assertEquals(LabelRecipe.named("psa"), psa.labels());
    assertEquals(0.1, psa.model().train().optimizer().learningRate());
    assertEquals(8, psa.model().train().batch());
    assertEquals(8, psa.model().train().epochs());
    AffinityConfig irn = PipelineConfig.preset("irn").affinity().orElseThrow();
    assertEquals(LabelRecipe.irn(), irn.labels());
    assertEquals(3, irn.model().train().epochs());
    assertEquals(32, irn.model().train().batch());
    assertEquals(1e-4, irn.model().train().optimizer().weightDecay());
    assertEquals(
        java.util.Map.of("fc_dp*", 10.0), irn.model().train().optimizer().rates().layers());
    assertEquals(List.of("trunk"), irn.model().train().freeze());
    assertEquals(0, irn.model().train().optimizer().momentum());
  }

  @Test
  void aFileChangesPartsOfTheSectionAndMaySwitchItOff() throws IOException {
    Path file = temp.resolve("mine.yaml");
    Files.writeString(
        file,
        "preset: irn-small\naffinity:\n  weights: nets/x.safetensors\n  labels: {style: irn,"
            + " foreground: 0.4}\n  train:\n    epochs: 9\n");
    AffinityConfig changed = PipelineConfig.read(file).affinity().orElseThrow();
    assertEquals(Start.GIVEN, changed.start());
    assertEquals(temp.resolve("nets/x.safetensors"), changed.model().weights().orElseThrow());
    assertEquals(new LabelRule.ThresholdPair(0.4, 0.05), changed.labels().rule());
    assertEquals(9, changed.model().train().epochs());
    assertEquals(8, changed.model().train().batch());
    Files.writeString(file, "preset: irn-small\naffinity: none\n");
    assertEquals(Optional.empty(), PipelineConfig.read(file).affinity());
  }

  @Test
  void sectionsThatMakeNoSenseAreNamed() throws IOException {
    assertFault("  head: cam\n", "affinity.head is 'cam', which makes a classifier");
    assertFault("  labels: irm\n", "no label style 'irm' (did you mean 'irn'?)");
    assertFault("  labels: {style: irn, window: 3}\n", "window");
    assertFault("  objective: boundry\n", "no objective 'boundry'");
    assertFault("  epochs: 3\n", "epochs");
    assertFault("  train: {epoch: 3}\n", "mine.yaml affinity.train");
    Path file = Files.writeString(temp.resolve("mine.yaml"), "preset: cam\naffinity: irn\n");
    Tag2MaskException e = assertThrows(Tag2MaskException.class, () -> PipelineConfig.read(file));
    assertTrue(e.getMessage().contains("affinity is 'irn', expected a section"), e.getMessage());
  }

  @Test
  void anotherTrunkThanTheClassifiersCannotStartFromIt() throws IOException {
    Bench bench = new Bench(temp);
    Said said =
        pipeline(
            bench,
            config("irn-small", "  network: resnet18[displacement=no]\n"),
            temp.resolve("w"));
    assertEquals(ExitCode.NOTHING_DONE, said.code());
    assertTrue(
        said.err().contains("the affinity network stands on resnet18 and the classifier on tiny"),
        said.err());
  }

  @Test
  void aRecipeThatWalksAlongAnotherModelIsRefusedBeforeAnythingIsTrained() throws IOException {
    Bench bench = new Bench(temp);
    Path out = temp.resolve("w");
    Path config = config("irn-small", "");
    Said said =
        Said.by(words("pipeline", bench, "--config", config, "--recipe", "psa-walk", "--out", out));
    assertEquals(ExitCode.NOTHING_DONE, said.code());
    assertTrue(
        said.err().contains("walks along a model of role affinity, but this pipeline makes one"),
        said.err());
    assertFalse(Files.exists(out.resolve("run")));
    Said none =
        Said.by(words("pipeline", bench, "--preset", "cam", "--recipe", "irn-walk", "--out", out));
    assertTrue(none.err().contains("but this pipeline makes none"), none.err());
  }

  @Test
  void anAffinityNetworkIsTrainedAndExportedByHand() throws IOException {
    Bench bench = new Bench(temp);
    Path labels = temp.resolve("labels");
    assertEquals(
        0, Said.by(words("labels", bench, "--model", bench.model, "--out", labels)).code());
    Path run = temp.resolve("run");
    Said train =
        Said.by(
            words(
                "train",
                bench,
                "--mask-dir",
                labels,
                "--preset",
                "psa-small",
                "--part",
                "affinity",
                "--network",
                "tiny[width=8,feature=28]",
                "--weights",
                bench.weights,
                "--epochs",
                "1",
                "--batch",
                "2",
                "--set",
                "crop_height=48",
                "--set",
                "crop_width=64",
                "--threads",
                "1",
                "--out",
                run));
    assertEquals(0, train.code(), train.err());
    Path model = temp.resolve("affinity.onnx");
    Said export = Said.by("export", "--run", run.toString(), "--out", model.toString());
    assertEquals(0, export.code(), export.err());
    Said given =
        Said.by(
            "export",
            "--network",
            "tiny[width=8,feature=28]",
            "--head",
            "affinity",
            "--weights",
            run.resolve("best.safetensors").toString(),
            "--out",
            temp.resolve("given.onnx").toString());
    assertEquals(0, given.code(), given.err());
    Said none =
        Said.by(words("train", bench, "--preset", "cam", "--part", "affinity", "--out", run));
    assertEquals(ExitCode.USAGE, none.code());
    assertTrue(none.err().contains("'cam' has no affinity network"), none.err());
    Said unlabelled =
        Said.by(
            words(
                "train",
                bench,
                "--mask-dir",
                Files.createDirectories(temp.resolve("empty")),
                "--preset",
                "psa-small",
                "--part",
                "affinity",
                "--out",
                temp.resolve("other")));
    assertFalse(unlabelled.code() == 0);
    assertTrue(
        unlabelled.err().contains("none of the 6 images of split 'train' has a mask"),
        unlabelled.err());
  }

  private void assertFault(String section, String part) throws IOException {
    Path file =
        Files.writeString(temp.resolve("mine.yaml"), "preset: irn-small\naffinity:\n" + section);
    RuntimeException e = assertThrows(RuntimeException.class, () -> PipelineConfig.read(file));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  /** One epoch of a narrow network on small crops; lines go below affinity, or below its train. */
  private Path config(String preset, String lines) throws IOException {
    boolean train = lines.startsWith("    ");
    String head = preset.startsWith("psa") ? "feature=28" : "displacement=no";
    String network = "  network: tiny[width=8," + head + "]\n";
    return Files.writeString(
        temp.resolve(preset + ".yaml"),
        "preset: "
            + preset
            + "\nnetwork: tiny[width=8]\nsplits: {masks: [val], evaluate: [val]}\n"
            + "train: {epochs: 1, batch: 2, crop_height: 48, crop_width: 64, threads: 1}\n"
            + "segmenter: none\naffinity:\n"
            + (lines.startsWith("  network") ? "" : network)
            + (train ? "" : lines)
            + "  train:\n    epochs: 1\n    batch: 2\n    crop_height: 48\n    crop_width: 64\n"
            + "    threads: 1\n"
            + (train ? lines : ""));
  }

  private static Said pipeline(Bench bench, Path config, Path out) {
    return Said.by(words("pipeline", bench, "--config", config, "--out", out, "--device", "cpu"));
  }

  private static String[] words(String command, Bench bench, Object... more) {
    List<String> words = new ArrayList<>(List.of(command, "--data", bench.data.toString()));
    Stream.of(more).map(Object::toString).forEach(words::add);
    return words.toArray(String[]::new);
  }

  private static SafetensorsFile open(Path run) {
    return SafetensorsFile.open(run.resolve("best.safetensors"));
  }

  private static Path someLabel(Path out) throws IOException {
    try (Stream<Path> files = Files.list(out.resolve("labels"))) {
      return files.filter(file -> file.toString().endsWith(".png")).sorted().toList().get(1);
    }
  }

  private static void assertSkipped(Said said, String stage) {
    assertTrue(said.err().contains("\n" + stage + ": done before"), stage + "\n" + said.err());
  }
}
