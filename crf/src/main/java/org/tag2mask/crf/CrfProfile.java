package org.tag2mask.crf;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.crf.meanfield.Clock;

/**
 * Where the time of one inference went. With several threads the parts of the pixel passes are
 * summed over the stripes of the image.
 *
 * @param millis milliseconds by part
 */
public record CrfProfile(Map<Clock.Part, Double> millis) {

  /** Copies the map. */
  public CrfProfile {
    millis = Collections.unmodifiableMap(new EnumMap<>(millis));
  }

  static CrfProfile of(List<Clock> clocks) {
    Map<Clock.Part, Double> sums = new EnumMap<>(Clock.Part.class);
    for (Clock.Part part : Clock.Part.values()) {
      sums.put(part, clocks.stream().mapToLong(clock -> clock.nanos(part)).sum() / 1e6);
    }
    return new CrfProfile(sums);
  }
}
