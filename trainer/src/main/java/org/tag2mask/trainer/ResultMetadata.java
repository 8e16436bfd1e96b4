package org.tag2mask.trainer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.models.network.Network;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.trainer.run.Checkpoint.Best;

/** What {@code best.safetensors} says about itself, enough to export it. */
final class ResultMetadata {
  private ResultMetadata() {}

  static Map<String, String> of(Training training, long step, Optional<Best> best) {
    Network network = training.network();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("tag2mask.network", network.spec().text());
    metadata.put("tag2mask.head", network.spec().head());
    metadata.put("tag2mask.objective", training.objective().name());
    metadata.put("tag2mask.classes", Json.write(training.train().classes().names()));
    metadata.put("tag2mask.step", Long.toString(step));
    best.ifPresent(b -> metadata.put("tag2mask.score", Double.toString(b.score())));
    return metadata;
  }
}
