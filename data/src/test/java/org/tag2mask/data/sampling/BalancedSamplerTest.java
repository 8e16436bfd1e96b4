package org.tag2mask.data.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BalancedSamplerTest {

  private static final int DRAWS = 120_000;

  /** Class 1 has 97 images, class 2 two, class 3 one, class 4 none; image 99 has no tags. */
  private static ClassIndex skewed() {
    List<Set<Integer>> tags = new ArrayList<>();
    for (int i = 0; i < 96; i++) {
      tags.add(Set.of(1));
    }
    tags.add(Set.of(1, 2));
    tags.add(Set.of(2));
    tags.add(Set.of(3));
    tags.add(Set.of());
    return ClassIndex.of(4, tags);
  }

  /** Five standard deviations of a count whose mean is this. */
  private static double near(double mean) {
    return 5 * Math.sqrt(mean);
  }

  @Test
  void everyClassIsDrawnEquallyOftenAndEveryImageOfItToo() {
    ClassIndex index = skewed();
    BalancedSampler sampler = new BalancedSampler(index, 7);
    Map<Integer, Integer> classes = new TreeMap<>();
    Map<Integer, Integer> images = new TreeMap<>();
    for (int i = 0; i < DRAWS; i++) {
      Pick pick = sampler.pick(0, i);
      classes.merge(pick.classId(), 1, Integer::sum);
      images.merge(pick.image(), 1, Integer::sum);
    }
    assertEquals(Set.of(1, 2, 3), classes.keySet());
    classes.values().forEach(count -> assertEquals(DRAWS / 3, count, near(DRAWS / 3)));
    double ofFirst = DRAWS / 3.0 / 97;
    for (int image = 0; image < 96; image++) {
      assertEquals(ofFirst, images.get(image), near(ofFirst));
    }
    assertEquals(ofFirst + DRAWS / 6.0, images.get(96), near(DRAWS / 6.0));
    assertEquals(DRAWS / 6.0, images.get(97), near(DRAWS / 6.0));
    assertEquals(DRAWS / 3.0, images.get(98), near(DRAWS / 3.0));
    assertEquals(99, images.size(), "the image without tags is never drawn");
  }

  @Test
  void aPairIsUniformOverTheOtherImagesOfTheClass() {
    ClassIndex index =
        ClassIndex.of(2, List.of(Set.of(1), Set.of(1), Set.of(1, 2), Set.of(1), Set.of()));
    BalancedSampler sampler = new BalancedSampler(index, 3);
    Map<Pair, Integer> pairs = new HashMap<>();
    for (int i = 0; i < DRAWS; i++) {
      Pair pair = sampler.pair(2, i);
      assertEquals(sampler.pick(2, i), new Pick(pair.first(), pair.classId()));
      pairs.merge(pair, 1, Integer::sum);
    }
    // Half of the draws are class 1: 4 * 3 ordered pairs. Class 2 has a single image.
    assertEquals(DRAWS / 2.0, pairs.remove(new Pair(2, 2, 2)), near(DRAWS / 2.0));
    assertEquals(12, pairs.size());
    pairs.forEach(
        (pair, count) -> {
          assertNotEquals(pair.first(), pair.second());
          assertEquals(DRAWS / 24.0, count, near(DRAWS / 24.0));
        });
  }

  @Test
  void drawsDependOnSeedEpochAndNumberAlone() {
    BalancedSampler sampler = new BalancedSampler(skewed(), 7);
    Pick later = sampler.pick(5, 1000);
    sampler.pick(5, 999);
    assertEquals(later, new BalancedSampler(skewed(), 7).pick(5, 1000));
    assertNotEquals(first(7, 0), first(8, 0));
    assertNotEquals(first(7, 0), first(7, 1));
  }

  private static List<Pick> first(long seed, long epoch) {
    BalancedSampler sampler = new BalancedSampler(skewed(), seed);
    List<Pick> picks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      picks.add(sampler.pick(epoch, i));
    }
    return picks;
  }

  /**
   * Computed by an independent program from the published SplitMix64; a resumed training needs it.
   */
  @Test
  void theFirstDrawsNeverChange() {
    BalancedSampler sampler = new BalancedSampler(skewed(), 42);
    List<Integer> images = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      images.add(sampler.pick(0, i).image());
    }
    assertEquals(List.of(97, 2, 96, 98, 58, 70, 94, 98), images);
  }

  @Test
  void oneClassAndOneImageWork() {
    BalancedSampler one = new BalancedSampler(ClassIndex.of(1, List.of(Set.of(1))), 1);
    for (int i = 0; i < 10; i++) {
      assertEquals(new Pick(0, 1), one.pick(i, i));
      assertEquals(new Pair(0, 0, 1), one.pair(i, i));
    }
    ClassIndex none = ClassIndex.of(3, List.of(Set.of(), Set.of()));
    assertThrows(IllegalArgumentException.class, () -> new BalancedSampler(none, 1));
    assertThrows(IllegalArgumentException.class, () -> ClassIndex.of(3, List.of(Set.of(4))));
  }
}
