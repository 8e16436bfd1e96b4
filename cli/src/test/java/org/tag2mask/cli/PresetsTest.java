package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.cli.pipeline.ModelConfig;
import org.tag2mask.cli.pipeline.PipelineConfig;
import org.tag2mask.cli.pipeline.PresetFiles;
import org.tag2mask.cli.stage.ExportRequest;
import org.tag2mask.models.file.SafetensorsFile;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;
import org.tag2mask.trainer.objective.Objective;
import org.tag2mask.trainer.objective.Objectives;

/** The presets of pipelines: their parts fit together, and the small ones run. */
class PresetsTest {
  private static final int CLASSES = 3;

  @TempDir Path temp;

  static Stream<String> presets() {
    return PresetFiles.names().stream();
  }

  static Stream<String> segmenters() {
    return PresetFiles.segmenters().stream();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void networksObjectivesCropsAndRecipesFitTogether(String preset) {
    PipelineConfig config = PipelineConfig.preset(preset);
    Network network = fitting(config.classifier());
    config.affinity().ifPresent(affinity -> fitting(affinity.model()));
    config.segmenter().ifPresent(segmenter -> fitting(segmenter.model()));
    boolean pairs = config.classifier().images() == ExportRequest.Images.PAIRS;
    assertEquals(pairs, config.recipe().cams().pairs().isPresent());
    if (pairs) {
      Set<String> outputs = network.graph().outputs().keySet();
      assertTrue(outputs.containsAll(Networks.forPairs(network).published()));
    }
  }

  @ParameterizedTest
  @MethodSource("segmenters")
  void segmentersFitTogether(String segmenter) throws Exception {
    Path file =
        Files.writeString(
            temp.resolve("mine.yaml"), "preset: cam\nsegmenter: {preset: " + segmenter + "}\n");
    fitting(PipelineConfig.read(file).segmenter().orElseThrow().model());
  }

  /** A network whose outputs its objective finds, and whose crop has whole cells. */
  private static Network fitting(ModelConfig model) {
    Network network = Networks.build(NetworkSpec.parse(model.network(), model.head(), CLASSES));
    Objective objective = Objectives.parse(model.objective());
    assertEquals(network.role(), objective.role());
    Set<String> outputs = network.graph().outputs().keySet();
    assertTrue(outputs.containsAll(objective.outputs()), objective.outputs() + " of " + outputs);
    assertEquals(0, model.train().crop().height() % network.multiple(), "crop_height");
    assertEquals(0, model.train().crop().width() % network.multiple(), "crop_width");
    return network;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mcis-small", "mcis-voc-small", "vwe-small", "seam-small", "mctformer-small"})
  void smallPresetsOfClassifiersRunToTheReport(String preset) throws Exception {
    Bench bench = new Bench(temp);
    Path config =
        Files.writeString(
            temp.resolve("mine.yaml"),
            "preset: "
                + preset
                + "\nsplits: {train: train, validation: none, masks: [train], evaluate: [train]}\n"
                + "train: {epochs: 1, batch: 4, threads: 1}\n");
    Path out = temp.resolve("work");
    Said said = pipeline(bench, config, out);
    assertEquals(0, said.code(), said.err());
    assertTrue(Files.isRegularFile(out.resolve("report/index.html")));
    assertTrue(said.out().contains("masks: 6 made, 0 kept"), said.out());
    Said again = pipeline(bench, config, out);
    assertTrue(again.out().contains("masks: 0 made, 6 kept"), again.out());
  }

  @Test
  void helpNamesEveryPresetButTheSmallTwins() {
    String help = Said.by("pipeline", "--help").out();
    for (String name : PresetFiles.names()) {
      assertTrue(name.endsWith("-small") || help.matches("(?s).*\\b" + name + "\\b.*"), name);
    }
  }

  @Test
  void theIntegralModelIsTheOneThatIsExported() throws Exception {
    Bench bench = new Bench(temp);
    Path config =
        Files.writeString(
            temp.resolve("mine.yaml"),
            "preset: oaa-small\n"
                + "splits: {train: train, validation: none, masks: [train], evaluate: [train]}\n"
                + "objective: tags[accumulate=max,accumulate_from=0]\n"
                + "train: {epochs: 2, batch: 4, threads: 1}\n"
                + "integral: {train: {epochs: 1, batch: 4, threads: 1}}\n");
    Path out = temp.resolve("work");
    Said said = pipeline(bench, config, out);
    assertEquals(0, said.code(), said.err());
    try (SafetensorsFile first = SafetensorsFile.open(out.resolve("run/best.safetensors"));
        SafetensorsFile second =
            SafetensorsFile.open(out.resolve("run-integral/best.safetensors"))) {
      assertEquals("tags", first.metadata().get("tag2mask.objective"));
      assertEquals("integral", second.metadata().get("tag2mask.objective"));
    }
    try (OnnxModel model =
        OnnxModel.open(out.resolve("classifier.onnx"), ModelOptions.defaults())) {
      assertEquals("integral", model.contract().provenance().details().get("objective"));
    }
    // What was gathered is an input of the second training.
    Said again = pipeline(bench, config, out);
    assertTrue(again.err().contains("train-integral: done before"), again.err());
    Path wrong =
        Files.writeString(
            temp.resolve("wrong.yaml"), Files.readString(config).replace("max,", "none,"));
    Said refused = pipeline(bench, wrong, temp.resolve("other"));
    assertEquals(ExitCode.NOTHING_DONE, refused.code());
    assertTrue(refused.err().contains("gathers no maps"), refused.err());
  }

  @Test
  void theImagesComparedWithAreOnRecordAndOthersMakeOtherMasks() throws Exception {
    Bench bench = new Bench(temp);
    Path config =
        Files.writeString(
            temp.resolve("mine.yaml"),
            "preset: mcis-voc-small\n"
                + "splits: {train: train, validation: none, masks: [train], evaluate: [train]}\n"
                + "train: {epochs: 1, batch: 4, threads: 1}\n");
    Path out = temp.resolve("work");
    assertEquals(0, pipeline(bench, config, out).code());
    JsonObject models =
        Json.parseObject(Files.readString(out.resolve("masks/run.json")), "run.json")
            .object("models");
    assertTrue(models.has("partners"), "run.json tells which images are compared with");
    Path fewer = temp.resolve("fewer");
    Said said =
        Said.by(
            "masks",
            "--data",
            bench.data.toString(),
            "--model",
            out.resolve("classifier.onnx").toString(),
            "--out",
            fewer.toString(),
            "--limit",
            "4");
    assertEquals(0, said.code(), said.err());
    Said all =
        Said.by(
            "masks",
            "--data",
            bench.data.toString(),
            "--model",
            out.resolve("classifier.onnx").toString(),
            "--out",
            fewer.toString());
    assertEquals(ExitCode.NOTHING_DONE, all.code(), all.out());
    assertTrue(all.err().contains("made with other settings"), all.err());
    assertTrue(all.err().contains("partners"), all.err());
  }

  private static Said pipeline(Bench bench, Path config, Path out) {
    return Said.by(
        "pipeline",
        "--data",
        bench.data.toString(),
        "--config",
        config.toString(),
        "--out",
        out.toString());
  }
}
