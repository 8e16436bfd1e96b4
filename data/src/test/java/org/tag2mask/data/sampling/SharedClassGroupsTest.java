package org.tag2mask.data.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tag2mask.data.dataset.SeededOrder;

class SharedClassGroupsTest {

  private static List<Set<Integer>> randomTags(int images, int classes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Set<Integer>> tags = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      Set<Integer> some = new HashSet<>();
      int count = random.nextInt(4);
      for (int t = 0; t < count; t++) {
        some.add(1 + random.nextInt(classes));
      }
      tags.add(some);
    }
    return tags;
  }

  /** The walk as one would write it: a list from which members are taken out. */
  private static List<List<Integer>> byWalkingAList(
      List<Set<Integer>> tags, int[] order, int size) {
    LinkedList<Integer> list = new LinkedList<>(IntStream.of(order).boxed().toList());
    List<List<Integer>> groups = new ArrayList<>();
    while (!list.isEmpty()) {
      List<Integer> members = new ArrayList<>(List.of(list.removeFirst()));
      List<Integer> before = new ArrayList<>(list);
      ListIterator<Integer> walk = list.listIterator();
      while (walk.hasNext() && members.size() < size) {
        int image = walk.next();
        boolean shares =
            members.stream().noneMatch(m -> Collections.disjoint(tags.get(m), tags.get(image)));
        if (shares) {
          members.add(image);
          walk.remove();
        }
      }
      if (members.size() == size) {
        groups.add(members);
      } else {
        list = new LinkedList<>(before);
      }
    }
    return groups;
  }

  @Test
  void isTheWalkAlongTheShuffledList() {
    int groups = 0;
    for (int seed = 0; seed < 60; seed++) {
      for (int size : List.of(2, 3, 4)) {
        List<Set<Integer>> tags = randomTags(20 + 3 * seed, 2 + seed % 15, seed);
        ClassIndex index = ClassIndex.of(20, tags);
        int[] order = SeededOrder.permutation(tags.size(), 99L * seed);
        SharedClassWalk walk = new SharedClassWalk(index, order);
        List<List<Integer>> ours = new ArrayList<>();
        for (int place = 0; place < order.length; place++) {
          if (!walk.isUsed(place)) {
            walk.group(place, size)
                .ifPresent(members -> ours.add(IntStream.of(members).boxed().toList()));
          }
        }
        assertEquals(byWalkingAList(tags, order, size), ours);
        groups += ours.size();
      }
    }
    assertTrue(groups > 3000, groups + " groups");
  }

  @Test
  void membersShareAClassAndNoImageIsUsedTwice() {
    List<Set<Integer>> tags = randomTags(500, 12, 1);
    ClassIndex index = ClassIndex.of(12, tags);
    for (int epoch = 0; epoch < 5; epoch++) {
      List<int[]> groups = new SharedClassGroups(index, 2, 17).groups(epoch);
      Set<Integer> used = new HashSet<>();
      for (int[] pair : groups) {
        assertTrue(index.shareClass(pair[0], pair[1]));
        assertFalse(Collections.disjoint(tags.get(pair[0]), tags.get(pair[1])));
        assertTrue(used.add(pair[0]) && used.add(pair[1]));
      }
      long tagged = tags.stream().filter(some -> !some.isEmpty()).count();
      // At most one image of a class can be left over.
      assertTrue(used.size() >= tagged - 12, used.size() + " of " + tagged);
      assertTrue(used.stream().noneMatch(image -> tags.get(image).isEmpty()));
    }
  }

  /** Four images of one class: each of the three ways to pair them up comes equally often. */
  @Test
  void pairingsAreUniform() {
    ClassIndex index = ClassIndex.of(1, Collections.nCopies(4, Set.of(1)));
    SharedClassGroups pairs = new SharedClassGroups(index, 2, 5);
    int[] partnerOfFirst = new int[4];
    int epochs = 30_000;
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int[] pair : pairs.groups(epoch)) {
        if (pair[0] == 0 || pair[1] == 0) {
          partnerOfFirst[pair[0] + pair[1]]++;
        }
      }
    }
    for (int partner = 1; partner < 4; partner++) {
      assertEquals(epochs / 3.0, partnerOfFirst[partner], 5 * Math.sqrt(epochs / 3.0));
    }
  }

  @Test
  void anOddImageIsLeftOutInTurn() {
    ClassIndex index = ClassIndex.of(1, Collections.nCopies(5, Set.of(1)));
    Set<Integer> leftOut = new HashSet<>();
    for (int epoch = 0; epoch < 60; epoch++) {
      List<int[]> groups = new SharedClassGroups(index, 2, 5).groups(epoch);
      assertEquals(2, groups.size());
      Set<Integer> all = new HashSet<>(Set.of(0, 1, 2, 3, 4));
      groups.forEach(pair -> all.removeAll(Set.of(pair[0], pair[1])));
      leftOut.addAll(all);
    }
    assertEquals(Set.of(0, 1, 2, 3, 4), leftOut);
  }

  @Test
  void aClassWithOneImageHasNoGroupUnlessItsImageHasOtherClasses() {
    ClassIndex alone = ClassIndex.of(3, List.of(Set.of(1), Set.of(2), Set.of(2), Set.of()));
    List<int[]> groups = new SharedClassGroups(alone, 2, 1).groups(0);
    assertEquals(1, groups.size());
    assertEquals(3, groups.get(0)[0] + groups.get(0)[1]);
    // An image with all classes is a partner of anybody.
    ClassIndex bridge = ClassIndex.of(3, List.of(Set.of(1), Set.of(1, 2, 3)));
    assertEquals(1, new SharedClassGroups(bridge, 2, 1).groups(0).size());
    ClassIndex untagged = ClassIndex.of(3, List.of(Set.of(), Set.of()));
    assertTrue(new SharedClassGroups(untagged, 2, 1).groups(0).isEmpty());
    assertTrue(new SharedClassGroups(ClassIndex.of(1, List.of()), 2, 1).groups(0).isEmpty());
  }

  @Test
  void membersThatDoNotFillAGroupArePutBack() {
    // Image 0 shares with image 1 alone, so that no third one fits; 1, 2 and 3 share class 2.
    List<Set<Integer>> tags = List.of(Set.of(1), Set.of(1, 2), Set.of(2), Set.of(2));
    SharedClassWalk walk = new SharedClassWalk(ClassIndex.of(2, tags), new int[] {0, 1, 2, 3});
    assertTrue(walk.group(0, 3).isEmpty());
    assertFalse(walk.isUsed(1));
    assertArrayEquals(new int[] {1, 2, 3}, walk.group(1, 3).orElseThrow());
  }

  @Test
  void groupsDependOnSeedAndEpochAlone() {
    ClassIndex index = ClassIndex.of(12, randomTags(300, 12, 1));
    List<int[]> once = new SharedClassGroups(index, 2, 17).groups(3);
    List<int[]> again = new SharedClassGroups(index, 2, 17).groups(3);
    assertEquals(once.size(), again.size());
    for (int i = 0; i < once.size(); i++) {
      assertArrayEquals(once.get(i), again.get(i));
    }
    int[] first = once.get(0);
    int[] other = new SharedClassGroups(index, 2, 17).groups(4).get(0);
    assertFalse(first[0] == other[0] && first[1] == other[1]);
    assertThrows(IllegalArgumentException.class, () -> new SharedClassGroups(index, 1, 1));
  }

  /** The paper's data sets are large: rare classes must not make the walk quadratic. */
  @Test
  void aQuarterOfAMillionImagesTakeSecondsAtMost() {
    List<Set<Integer>> tags = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 250_000; i++) {
      // Half of the images have a class that nobody else has.
      tags.add(Set.of(i % 2 == 0 ? 1 + random.nextInt(100) : 100 + i));
    }
    ClassIndex index = ClassIndex.of(250_100, tags);
    long start = System.nanoTime();
    List<int[]> groups = new SharedClassGroups(index, 2, 1).groups(0);
    assertEquals(62_500, groups.size(), 100);
    assertTrue(System.nanoTime() - start < 5e9, "a naive walk takes minutes");
  }
}
