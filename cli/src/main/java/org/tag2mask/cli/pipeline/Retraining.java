package org.tag2mask.cli.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.trainer.TrainConfig;

/**
 * Further rounds of a segmenter: it labels the training images anew, and its training goes on from
 * its parameters with these labels.
 *
 * @param rounds how many, 0..10
 * @param train what their training has otherwise than the first one, as in a section {@code train}
 */
public record Retraining(int rounds, Map<String, Object> train) {
  static final String KEY = "retrain";

  private static final String ROUNDS = "rounds";
  private static final String TRAIN = "train";

  /**
   * Checks the number.
   *
   * @throws Tag2MaskException when it is impossible
   */
  public Retraining {
    train = Collections.unmodifiableMap(new LinkedHashMap<>(train));
    if (rounds < 0 || rounds > 10) {
      throw new Tag2MaskException("segmenter.retrain must be 0..10, found " + rounds);
    }
  }

  /** A number of rounds, or that and what their training has otherwise. */
  static Retraining read(JsonObject section, Map<String, Object> map) {
    if (!(map.get(KEY) instanceof Map<?, ?> given)) {
      return new Retraining(section.integer(KEY), Map.of());
    }
    JsonObject json = section.object(KEY);
    json.refuseUnknown(List.of(ROUNDS, TRAIN));
    if (!json.has(TRAIN)) {
      return new Retraining(json.integer(ROUNDS), Map.of());
    }
    json.object(TRAIN); // refuses what is no section
    return new Retraining(
        json.integer(ROUNDS), PipelineYaml.section(PipelineYaml.copy(given), TRAIN));
  }

  /** The training of a further round. */
  TrainConfig of(TrainConfig first) {
    return TrainConfig.fromMap(first, train, "segmenter.retrain.train");
  }

  /** As in the YAML file. */
  Object toYaml() {
    if (train.isEmpty()) {
      return rounds;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(ROUNDS, rounds);
    map.put(TRAIN, train);
    return map;
  }
}
