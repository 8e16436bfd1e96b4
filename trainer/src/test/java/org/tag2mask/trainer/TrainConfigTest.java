package org.tag2mask.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.Device;
import org.tag2mask.trainer.loader.CropSettings;
import org.tag2mask.trainer.optimize.GroupRates;
import org.tag2mask.trainer.optimize.OptimizerSettings;
import org.tag2mask.trainer.optimize.Schedule;

class TrainConfigTest {
  private static final TrainConfig OTHER =
      new TrainConfig(
          9,
          4,
          3,
          77,
          -12,
          new OptimizerSettings(0.1, 0.5, true, 5e-4, 0, GroupRates.PSA),
          new Schedule.WarmUp(3, new Schedule.Steps(List.of(0.3, 0.9), 0.2)),
          new CropSettings(321, 161, 1, 1, 448, 768, 0.25, 0.3),
          List.of("features.0", "features.1"),
          TrainConfig.Keep.LAST,
          4,
          0.99,
          new RunSettings(
              List.of(Device.cpu(), Device.cuda(1), Device.cuda(2)),
              2,
              5,
              7,
              11,
              13,
              17,
              true,
              RunSettings.Existing.RESUME));

  @Test
  void mapFormLosesNothing() {
    for (TrainConfig config :
        List.of(
            TrainConfig.DEFAULT,
            OTHER,
            OTHER.withOptimizer(
                new OptimizerSettings(
                    0.1,
                    0,
                    false,
                    0,
                    0,
                    GroupRates.head(1).withLayers(Map.of("fc_dp*", 10.0, "fc_edge6", 0.5)))),
            OTHER.withCrop(
                new CropSettings(64, 96, 1, 1, 0, 0, 0.5, 0.3, CropSettings.Fit.STRETCH)),
            OTHER.withOptimizer(
                new OptimizerSettings(
                    OptimizerSettings.Method.ADAMW, 5e-4, 0.9, false, 0.05, 0, GroupRates.head(1))),
            OTHER.withSchedule(new Schedule.Constant()),
            OTHER.withSchedule(new Schedule.Poly(1.5)))) {
      assertEquals(config, TrainConfig.fromMap(TrainConfig.DEFAULT, config.toMap(), "map"));
    }
  }

  @Test
  void missingKeysKeepTheBaseAndPresetsSetTheRates() {
    TrainConfig read =
        TrainConfig.fromMap(OTHER, Map.of("epochs", 3, "rates", "tenfold"), "settings.yaml");
    assertEquals(3, read.epochs());
    assertEquals(GroupRates.TENFOLD_HEAD, read.optimizer().rates());
    assertEquals(OTHER.crop(), read.crop());
  }

  @Test
  void theMomentumOfPublicCodeIsItsWeightDecay() {
    TrainConfig read =
        TrainConfig.fromMap(
            OTHER, Map.of("momentum", "compat", "nesterov", false, "weight_decay", 2e-4), "mine");
    assertEquals(2e-4, read.optimizer().momentum());
    assertEquals(12, OTHER.imagesPerStep());
  }

  @Test
  void unknownKeysAndImpossibleValuesAreNamed() {
    assertNames("epoch", Map.of("epoch", 3));
    assertNames("momentum must be 0..1", Map.of("momentum", 1.5));
    assertNames("expected poly, steps or constant", Map.of("schedule", "cosine"));
    assertNames("expected one of [psa, tenfold]", Map.of("rates", "fast"));
    assertNames("with fit stretch scale_low and scale_high must be 1", Map.of("fit", "stretch"));
    assertNames("seed must be a whole number", Map.of("seed", 0.5));
    assertNames("rate_layers is 'fc_dp'", Map.of("rate_layers", List.of("fc_dp")));
    assertNames("rate_layers is 'a=b'", Map.of("rate_layers", List.of("a=b")));
    assertNames("layer 'a' must be finite", Map.of("rate_layers", List.of("a=-1")));
    assertNames("batch", Map.of("batch", 0));
    assertNames("accumulate", Map.of("accumulate", 0));
    assertNames("averaging 0..1", Map.of("averaging", 1));
    assertNames("patience must be 0 or more", Map.of("patience", -1));
    assertNames("nesterov goes with optimizer sgd", Map.of("optimizer", "adamw", "nesterov", true));
    assertNames("epochs", Map.of("epochs", "six"));
  }

  private static void assertNames(String part, Map<String, Object> map) {
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () -> TrainConfig.fromMap(TrainConfig.DEFAULT, map, "settings.yaml"));
    assertTrue(e.getMessage().startsWith("settings.yaml: "), e.getMessage());
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void devicesAreNamedAndShareTheBatchesOfAStep() {
    TrainConfig read =
        TrainConfig.fromMap(
            TrainConfig.DEFAULT,
            Map.of("devices", List.of("cuda:0", "CUDA:1"), "accumulate", 4),
            "settings.yaml");
    assertEquals(List.of(Device.cuda(0), Device.cuda(1)), read.run().devices());
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("devices", List.of("cuda:0", "cuda:1"), "accumulate", 3),
            Map.of("devices", List.of()),
            Map.of("devices", List.of("tpu")))) {
      TrainingException e =
          assertThrows(
              TrainingException.class,
              () -> TrainConfig.fromMap(TrainConfig.DEFAULT, wrong, "settings.yaml"));
      assertTrue(e.getMessage().startsWith("settings.yaml: "), e.getMessage());
      assertTrue(e.getMessage().contains("expected"), e.getMessage());
    }
  }
}
