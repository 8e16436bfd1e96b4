package org.tag2mask.trainer.attention;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.loader.CropSettings.Fit;

/**
 * That, and how, maps are gathered during a training.
 *
 * @param rule how maps become one
 * @param from the first epoch, from 0, whose maps are taken; 1 in the paper
 */
public record Accumulation(AttentionRule rule, int from) {
  /** The names of the options. */
  public static final Set<String> OPTIONS = Set.of("accumulate", "accumulate_from");

  private static final String NONE = "none";

  /** Checks the epoch. */
  public Accumulation {
    if (from < 0) {
      throw new ModelException("accumulate_from must be 0 or more, not " + from);
    }
  }

  /**
   * From the options {@code accumulate} (none, max, mean, harmonic) and {@code accumulate_from}.
   *
   * @throws ModelException if a value is impossible
   */
  public static Optional<Accumulation> of(NamedOptions options) {
    String[] words =
        Stream.concat(Stream.of(NONE), Arrays.stream(AttentionRule.words())).toArray(String[]::new);
    String word = options.oneOf("accumulate", NONE, words);
    if (word.equals(NONE)) {
      return Optional.empty();
    }
    return Optional.of(
        new Accumulation(
            AttentionRule.valueOf(word.toUpperCase(Locale.ROOT)),
            options.integer("accumulate_from", 1)));
  }

  /** The options with their values, in a fixed order. */
  public void into(Map<String, Object> settings) {
    settings.put("accumulate", rule.word());
    settings.put("accumulate_from", from);
  }

  /**
   * Refuses settings under which no maps, or maps of different parts of an image, would be
   * gathered.
   *
   * @param config of the training
   * @throws TrainingException saying what to set
   */
  public void check(TrainConfig config) {
    if (from >= config.epochs()) {
      throw new TrainingException(
          "maps are gathered from epoch "
              + from
              + " on (accumulate_from, counted from 0), but there are only "
              + config.epochs()
              + " epochs; lower accumulate_from or raise epochs");
    }
    if (config.crop().fit() != Fit.STRETCH || config.crop().flip() != 0) {
      throw new TrainingException(
          "maps are gathered over epochs, so every epoch must show an image in the same way, but"
              + " fit is "
              + config.crop().fit().name().toLowerCase(Locale.ROOT)
              + " and flip "
              + config.crop().flip()
              + "; set fit: stretch, scale_low: 1, scale_high: 1 and flip: 0");
    }
  }
}
