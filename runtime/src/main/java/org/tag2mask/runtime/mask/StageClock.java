package org.tag2mask.runtime.mask;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures where the time of one image goes. */
final class StageClock {
  private final Map<String, Double> milliseconds = new LinkedHashMap<>();
  private long last = System.nanoTime();

  /** Starts; every stage is in the result, in this order. */
  StageClock(List<String> stages) {
    stages.forEach(stage -> milliseconds.put(stage, 0.0));
  }

  /** Books the time since the last lap to a stage. */
  void lap(String stage) {
    long now = System.nanoTime();
    milliseconds.merge(stage, (now - last) / 1e6, Double::sum);
    last = now;
  }

  Map<String, Double> milliseconds() {
    return Collections.unmodifiableMap(milliseconds);
  }
}
