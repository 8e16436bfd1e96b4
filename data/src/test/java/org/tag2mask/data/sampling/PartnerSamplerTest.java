package org.tag2mask.data.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PartnerSamplerTest {

  private static final int DRAWS = 60_000;

  /** Image 0 has all classes, image 4 none; class 3 is only in image 0. */
  private static final ClassIndex INDEX =
      ClassIndex.of(3, List.of(Set.of(1, 2, 3), Set.of(1), Set.of(1, 2), Set.of(2), Set.of()));

  private static double near(double mean) {
    return 5 * Math.sqrt(mean);
  }

  @Test
  void drawsAClassOfTheImageAndThenAnImageHavingIt() {
    PartnerSampler sampler = new PartnerSampler(INDEX, 11);
    Map<Pick, Integer> counts = new HashMap<>();
    for (int epoch = 0; epoch < DRAWS; epoch++) {
      counts.merge(sampler.partner(0, epoch).orElseThrow(), 1, Integer::sum);
    }
    // A third for each class; classes 1 and 2 have three images each, class 3 only this one.
    for (int image : List.of(0, 1, 2)) {
      assertEquals(DRAWS / 9.0, counts.remove(new Pick(image, 1)), near(DRAWS / 9.0));
    }
    for (int image : List.of(0, 2, 3)) {
      assertEquals(DRAWS / 9.0, counts.remove(new Pick(image, 2)), near(DRAWS / 9.0));
    }
    assertEquals(DRAWS / 3.0, counts.remove(new Pick(0, 3)), near(DRAWS / 3.0));
    assertEquals(Map.of(), counts);
  }

  @Test
  void anImageWithoutTagsHasNoPartnerAndIsNone() {
    PartnerSampler sampler = new PartnerSampler(INDEX, 11);
    for (int epoch = 0; epoch < 1000; epoch++) {
      assertEquals(Optional.empty(), sampler.partner(4, epoch));
      for (int image = 0; image < 4; image++) {
        assertNotEquals(4, sampler.partner(image, epoch).orElseThrow().image());
      }
    }
  }

  @Test
  void partnersOfOneClassAreUniformAndDoNotDependOnOrder() {
    PartnerSampler sampler = new PartnerSampler(INDEX, 11);
    Map<Integer, Integer> counts = new HashMap<>();
    for (int number = 0; number < DRAWS; number++) {
      Pick pick = sampler.partner(1, 1, number);
      assertEquals(1, pick.classId());
      counts.merge(pick.image(), 1, Integer::sum);
    }
    assertEquals(Set.of(0, 1, 2), counts.keySet());
    counts.values().forEach(count -> assertEquals(DRAWS / 3.0, count, near(DRAWS / 3.0)));
    assertEquals(sampler.partner(1, 1, 7), new PartnerSampler(INDEX, 11).partner(1, 1, 7));
    assertEquals(new Pick(0, 3), sampler.partner(0, 3, 2));
    ClassIndex gap = ClassIndex.of(2, List.of(Set.of(1)));
    assertThrows(IllegalArgumentException.class, () -> new PartnerSampler(gap, 1).partner(0, 2, 0));
  }

  @Test
  void imagesEpochsAndSeedsHaveDrawsOfTheirOwn() {
    ClassIndex large = ClassIndex.of(1, Collections.nCopies(1000, Set.of(1)));
    PartnerSampler sampler = new PartnerSampler(large, 1);
    Set<Integer> partners = new HashSet<>();
    for (int image = 0; image < 300; image++) {
      partners.add(sampler.partner(image, 0).orElseThrow().image());
    }
    // 300 draws of 1000 hit about 1000 * (1 - e^-0.3) = 259 different ones.
    assertEquals(259, partners.size(), 30);
    assertNotEquals(sampler.partner(5, 0), sampler.partner(5, 1));
    assertNotEquals(sampler.partner(5, 0), new PartnerSampler(large, 2).partner(5, 0));
  }
}
