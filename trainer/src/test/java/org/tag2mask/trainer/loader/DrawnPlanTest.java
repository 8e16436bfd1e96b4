package org.tag2mask.trainer.loader;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tag2mask.data.sampling.ClassIndex;
import org.tag2mask.trainer.TrainingException;

class DrawnPlanTest {
  private static final long SEED = 9;

  /** 40 images; class 1 is common, class 2 rarer, class 3 has one image, image 39 has all. */
  private static ClassIndex index() {
    return index(Set.of(1, 2, 3));
  }

  private static ClassIndex index(Set<Integer> last) {
    List<Set<Integer>> tags = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      tags.add(i == 39 ? last : Set.of(i % 4 == 0 ? 2 : 1));
    }
    return ClassIndex.of(3, tags);
  }

  private static ClassIndex of(int classes, List<Set<Integer>> tags) {
    return ClassIndex.of(classes, tags);
  }

  private static List<int[]> pairs(DrawnPlan plan, long firstStep, int steps) {
    List<int[]> pairs = new ArrayList<>();
    for (long step = firstStep; step < firstStep + steps; step++) {
      int[] images = plan.images(step);
      assertEquals(plan.batch(), images.length);
      for (int i = 0; i < images.length; i += 2) {
        pairs.add(new int[] {images[i], images[i + 1]});
      }
    }
    return pairs;
  }

  @Test
  void everyImageHasAPartnerOfAClassOfItsOwnOnceAnEpoch() {
    DrawnPlan plan = DrawnPlan.partners(index(), 8, SEED);
    assertEquals(10, plan.stepsPerEpoch());
    for (long epoch = 0; epoch < 3; epoch++) {
      Set<Integer> first = new HashSet<>();
      for (int[] pair : pairs(plan, epoch * 10, 10)) {
        assertTrue(index().shareClass(pair[0], pair[1]), pair[0] + " and " + pair[1]);
        first.add(pair[0]);
      }
      assertEquals(40, first.size());
    }
  }

  @Test
  void imagesWithoutTagsAreNobodysPair() {
    ClassIndex some = of(1, List.of(Set.of(), Set.of(1), Set.of(), Set.of(1)));
    DrawnPlan plan = DrawnPlan.partners(some, 2, SEED);
    assertEquals(2, plan.stepsPerEpoch());
    pairs(plan, 0, 4).forEach(pair -> assertTrue(pair[0] % 2 == 1 && pair[1] % 2 == 1));
  }

  @Test
  void aClassOfASingleImageIsPairedWithItself() {
    ClassIndex single = of(2, List.of(Set.of(1), Set.of(2)));
    pairs(DrawnPlan.partners(single, 2, SEED), 0, 8).forEach(p -> assertEquals(p[0], p[1]));
    pairs(DrawnPlan.balancedPairs(single, 2, SEED), 0, 8).forEach(p -> assertEquals(p[0], p[1]));
  }

  @Test
  void balancedClassesComeAsOftenAsEachOther() {
    ClassIndex apart = index(Set.of(3));
    int[] counts = new int[4];
    for (int[] pair : pairs(DrawnPlan.balancedPairs(apart, 8, SEED), 0, 300)) {
      assertTrue(apart.shareClass(pair[0], pair[1]));
      counts[apart.tag(pair[0], 0)]++;
    }
    for (int id = 1; id <= 3; id++) {
      assertEquals(400, counts[id], 60, "class " + id);
    }
    DrawnPlan singles = DrawnPlan.balanced(apart, 8, SEED);
    assertEquals(1, singles.group());
    int rare = 0;
    for (long step = 0; step < 300; step++) {
      rare += (int) IntStream.of(singles.images(step)).filter(i -> i == 39).count();
    }
    assertTrue(rare > 700, "the only image of a class is a third of all: " + rare + " of 2400");
  }

  @Test
  void membersOfAGroupShareClassesAndComeOnceAnEpoch() {
    DrawnPlan plan = DrawnPlan.sharedGroups(index(), 4, 8, SEED);
    Set<Integer> seen = new HashSet<>();
    for (long step = 0; step < plan.stepsPerEpoch(); step++) {
      int[] images = plan.images(step);
      for (int i = 0; i < images.length; i++) {
        assertTrue(seen.add(images[i]), "image " + images[i] + " twice");
        for (int j = i / 4 * 4; j < i / 4 * 4 + 4; j++) {
          assertTrue(index().shareClass(images[i], images[j]));
        }
      }
    }
  }

  @Test
  void aPlanIsAFunctionOfTheStep() {
    for (DrawnPlan[] two :
        List.of(
            new DrawnPlan[] {
              DrawnPlan.partners(index(), 6, SEED), DrawnPlan.partners(index(), 6, SEED)
            },
            new DrawnPlan[] {
              DrawnPlan.sharedGroups(index(), 3, 6, SEED),
              DrawnPlan.sharedGroups(index(), 3, 6, SEED)
            },
            new DrawnPlan[] {
              DrawnPlan.randomPairs(40, 6, SEED), DrawnPlan.randomPairs(40, 6, SEED)
            })) {
      List<int[]> forwards = new ArrayList<>();
      for (long step = 0; step < 30; step++) {
        forwards.add(two[0].images(step));
      }
      for (int step = 29; step >= 0; step--) {
        assertArrayEquals(forwards.get(step), two[1].images(step));
      }
    }
  }

  @Test
  void everyOccurrenceOfAnImageIsChangedInItsOwnWay() {
    DrawnPlan plan = DrawnPlan.partners(of(1, List.of(Set.of(1))), 2, SEED);
    assertArrayEquals(new int[] {0, 0}, plan.images(3));
    assertNotEquals(plan.variant(3, 0), plan.variant(3, 1));
    assertNotEquals(plan.variant(3, 1), plan.variant(4, 0));
  }

  @Test
  void aBatchIsMadeOfWholeGroupsAndNeverLargerThanTheImagesGive() {
    assertEquals(10, DrawnPlan.partners(of(1, fives()), 64, SEED).batch());
    assertEquals(1, DrawnPlan.partners(of(1, fives()), 64, SEED).stepsPerEpoch());
    assertEquals(4, DrawnPlan.randomGroups(5, 2, 64, SEED).batch());
    assertMessage(
        "a batch of 7 images is not made of groups of 2; give a batch of 6 or 8",
        () -> DrawnPlan.partners(index(), 7, SEED));
  }

  private static List<Set<Integer>> fives() {
    return List.of(Set.of(1), Set.of(1), Set.of(1), Set.of(1), Set.of(1));
  }

  @Test
  void groupsThatCannotBeDrawnAreRefused() {
    ClassIndex strangers = of(3, List.of(Set.of(1), Set.of(2), Set.of(3)));
    assertMessage(
        "no group of 2 images can be drawn", () -> DrawnPlan.sharedGroups(strangers, 2, 4, SEED));
    assertMessage("no group of 4 images can be drawn", () -> DrawnPlan.randomGroups(3, 4, 4, SEED));
    assertMessage("no group of 2 images", () -> DrawnPlan.randomPairs(1, 2, SEED));
  }

  private static void assertMessage(String part, Runnable run) {
    String message = assertThrows(TrainingException.class, run::run).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void whereLaterEpochsFindFewerGroupsSomeComeTwice() {
    // 3 sits between two classes: with 0 first it pairs 0-3 or 0-1, and the rest may not pair
    ClassIndex chain = of(2, List.of(Set.of(1), Set.of(1), Set.of(2), Set.of(1, 2)));
    for (long seed = 0; seed < 20; seed++) {
      DrawnPlan plan = DrawnPlan.sharedGroups(chain, 2, 2, seed);
      for (long step = 0; step < 20; step++) {
        int[] pair = plan.images(step);
        assertTrue(chain.shareClass(pair[0], pair[1]));
      }
    }
  }
}
