package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tag2mask.cli.pipeline.ModelConfig;
import org.tag2mask.cli.pipeline.PipelineConfig;
import org.tag2mask.cli.pipeline.PresetFiles;
import org.tag2mask.cli.pipeline.Retraining;
import org.tag2mask.cli.pipeline.SegmenterConfig;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.runtime.recipe.SegmentRecipe;
import org.tag2mask.trainer.objective.Objective;
import org.tag2mask.trainer.objective.Objectives;
import org.tag2mask.trainer.optimize.GroupRates;

/** The segmenters that come along: those pipelines name, and those presets have. */
class SegmenterPresetsTest {
  private static final int CLASSES = 3;

  @TempDir Path temp;

  static Stream<String> segmenters() {
    return PresetFiles.segmenters().stream();
  }

  static Stream<String> pipelines() {
    return PresetFiles.names().stream()
        .filter(name -> PipelineConfig.preset(name).segmenter().isPresent());
  }

  @ParameterizedTest
  @MethodSource("segmenters")
  void aNamedSegmenterCanBeTrainedByItsObjective(String name) throws IOException {
    Path file = temp.resolve("mine.yaml");
    Files.writeString(file, "preset: cam\nsegmenter: {preset: " + name + "}\n");
    assertTrainable(PipelineConfig.read(file).segmenter().orElseThrow());
  }

  @ParameterizedTest
  @MethodSource("pipelines")
  void theSegmenterOfAPresetCanBeTrainedByItsObjective(String name) {
    SegmenterConfig segmenter = PipelineConfig.preset(name).segmenter().orElseThrow();
    assertTrainable(segmenter);
    // Small twins are for minutes on two cores.
    assertEquals(name.endsWith("-small"), segmenter.model().network().startsWith("tiny"), name);
  }

  @Test
  void theFilesAreThoseThatAreNamed() throws IOException {
    Path folder = Path.of("src/main/resources/org/tag2mask/cli/preset/segmenter");
    try (Stream<Path> files = Files.list(folder)) {
      Set<String> names =
          Set.copyOf(
              files.map(file -> file.getFileName().toString().replace(".yaml", "")).toList());
      assertEquals(names, Set.copyOf(PresetFiles.segmenters()));
    }
  }

  @Test
  void cianHasThePublishedNumbers() {
    SegmenterConfig cian = PipelineConfig.preset("cian").segmenter().orElseThrow();
    assertEquals(20, cian.model().train().epochs());
    assertEquals(16, cian.model().train().batch());
    assertEquals(5e-4, cian.model().train().optimizer().learningRate());
    assertEquals(10, cian.model().train().optimizer().rates().headWeight());
    assertEquals(320, cian.model().train().crop().height());
    assertEquals(new Retraining(1, Map.of()), cian.retrain());
    assertEquals(SegmenterConfig.Masks.LABELS, cian.masks());
    assertEquals(SegmentRecipe.named("cian"), cian.recipe());
    assertEquals(SegmentRecipe.named("cian_relabel"), cian.relabel());
    assertEquals(List.of(0.75, 1.0, 1.25), cian.recipe().merge().scales());
  }

  @Test
  void aPresetOfRatesReplacesAllSingleRatesBelowIt() throws IOException {
    Path file = temp.resolve("mine.yaml");
    Files.writeString(
        file,
        "preset: irn-small\ntrain: {rates: psa}\n"
            + "segmenter: {train: {rates: psa, rate_head_bias: 7}}\n");
    PipelineConfig config = PipelineConfig.read(file);
    GroupRates psa = GroupRates.presets().get("psa");
    assertEquals(psa, config.classifier().train().optimizer().rates());
    GroupRates own = config.segmenter().orElseThrow().model().train().optimizer().rates();
    assertEquals(psa.headWeight(), own.headWeight());
    assertEquals(7, own.headBias());
    assertEquals(psa.decayBiases(), own.decayBiases());
  }

  private static void assertTrainable(SegmenterConfig segmenter) {
    ModelConfig model = segmenter.model();
    Network network = Networks.build(NetworkSpec.parse(model.network(), model.head(), CLASSES));
    Objective objective = Objectives.parse(model.objective());
    assertEquals(NetworkRole.SEGMENTER, network.role());
    assertEquals(NetworkRole.SEGMENTER, objective.role());
    assertEquals(0, model.train().crop().height() % network.multiple());
    assertEquals(0, model.train().crop().width() % network.multiple());
    Set<String> outputs = network.graph().outputs().keySet();
    assertTrue(outputs.containsAll(objective.outputs()), objective.outputs() + " of " + outputs);
  }
}
