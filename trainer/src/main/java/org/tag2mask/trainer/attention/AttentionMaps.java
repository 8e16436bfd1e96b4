package org.tag2mask.trainer.attention;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The gathered maps of one image.
 *
 * @param height rows of each map
 * @param width columns of each map
 * @param rule how they were gathered
 * @param step of the training that added the last ones, from 0
 * @param classes by channel, class id minus one: none for classes that were never found
 */
public record AttentionMaps(
    int height, int width, AttentionRule rule, long step, SortedMap<Integer, Gathered> classes) {

  /**
   * The map of a class.
   *
   * @param count of the maps it was gathered from
   * @param values {@code [height*width]}, 0..1; must not be modified
   */
  public record Gathered(int count, float[] values) {}

  /** Keeps the order. */
  public AttentionMaps {
    classes = Collections.unmodifiableSortedMap(new TreeMap<>(classes));
  }

  /** Maps before the first step. */
  static AttentionMaps none(int height, int width, AttentionRule rule) {
    return new AttentionMaps(height, width, rule, -1, new TreeMap<>());
  }

  /**
   * With the maps of another step. A step that is not later than the last one has been added
   * before, by a training that was then killed, and changes nothing.
   *
   * @param later the step
   * @param next maps by channel, values 0..1
   */
  AttentionMaps with(long later, Map<Integer, float[]> next) {
    if (later <= step) {
      return this;
    }
    SortedMap<Integer, Gathered> merged = new TreeMap<>(classes);
    next.forEach((channel, map) -> merged.merge(channel, first(map), this::merge));
    return new AttentionMaps(height, width, rule, later, merged);
  }

  private Gathered first(float[] map) {
    float[] values = map.clone();
    if (rule == AttentionRule.MAX) {
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.round(255 * values[i]) / 255f;
      }
    }
    return new Gathered(1, values);
  }

  private Gathered merge(Gathered before, Gathered next) {
    int count = before.count + 1;
    float[] values = new float[before.values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rule.merge(before.values[i], next.values[i], count);
    }
    return new Gathered(count, values);
  }
}
