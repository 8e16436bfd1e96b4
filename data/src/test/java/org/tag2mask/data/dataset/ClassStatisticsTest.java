package org.tag2mask.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassStatisticsTest {

  private static Dataset data(List<String> classes, List<Set<Integer>> tags) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      samples.add(new Sample("i" + i, Path.of("i.jpg"), Optional.empty(), tags.get(i)));
    }
    return new Dataset(Path.of("root"), "train", ClassList.ofTags(classes), samples);
  }

  private static final ClassStatistics SOME =
      ClassStatistics.of(
          data(
              List.of("dog", "cat", "unicorn", "cow"),
              List.of(Set.of(1), Set.of(1, 2), Set.of(), Set.of(1, 2, 4), Set.of(1))));

  @Test
  void countsImagesOfClassesAndTagsOfImages() {
    assertEquals(
        List.of(4, 2, 0, 1),
        SOME.classes().stream().map(ClassStatistics.ClassCount::images).toList());
    assertEquals(List.of(1, 2, 1, 1), SOME.tagsPerImage());
    assertEquals(1, SOME.untagged());
    assertEquals(7, SOME.tags());
    assertEquals(1.4, SOME.meanTags(), 1e-12);
    assertEquals("cow", SOME.rarest(1).get(0).name());
    assertEquals(List.of(4, 2, 1), SOME.rarest(9).stream().map(c -> c.id()).toList());
    assertEquals(List.of("unicorn"), SOME.missing().stream().map(c -> c.name()).toList());
    assertEquals(4, SOME.imbalance(), 1e-12);
  }

  @Test
  void isATableForPeople() {
    assertEquals(
        """
        train: 5 images, 4 classes, 1.40 tags an image, 1 images without tags
          class     images  share
          dog            4  80.0%
          cat            2  40.0%
          cow            1  20.0%
          unicorn        0   0.0%
        tags an image: 0: 1, 1: 2, 2: 1, 3: 1
        rarest: cow (1), cat (2), dog (4)
        largest to rarest class: 4.0 to 1
        no image has: unicorn
        """,
        SOME.text(30));
  }

  @Test
  void ofManyClassesTheEndsAreShown() {
    List<String> names = IntStream.rangeClosed(1, 200).mapToObj(i -> "c" + i).toList();
    List<Set<Integer>> tags = new ArrayList<>();
    for (int id = 1; id <= 200; id++) {
      for (int n = 0; n < id; n++) {
        tags.add(Set.of(id));
      }
    }
    String text = ClassStatistics.of(data(names, tags)).text(5);
    List<String> lines = text.lines().toList();
    assertTrue(lines.get(2).startsWith("  c200"), text);
    assertTrue(lines.get(4).startsWith("  c198"), text);
    assertEquals("  ... 195 classes between", lines.get(5));
    assertTrue(lines.get(6).startsWith("  c2 "), text);
    assertTrue(lines.get(7).startsWith("  c1 "), text);
    assertFalse(text.contains("no image has"), text);
    assertEquals("largest to rarest class: 200.0 to 1", lines.get(10));
  }

  @Test
  void aDataSetWithoutTagsHasStatisticsToo() {
    ClassStatistics none = ClassStatistics.of(data(List.of("dog"), List.of(Set.of(), Set.of())));
    assertEquals(2, none.untagged());
    assertEquals(1, none.imbalance());
    assertTrue(none.text(2).contains("rarest: none"), none.text(2));
    assertThrows(IllegalArgumentException.class, () -> none.text(1));
  }
}
