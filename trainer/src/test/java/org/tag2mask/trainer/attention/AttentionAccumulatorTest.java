package org.tag2mask.trainer.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.trainer.TrainingException;

/** Three classes, maps of 1 × 2 cells, epochs 0 to 3 of which the first is left out. */
class AttentionAccumulatorTest {
  @TempDir Path temp;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private AttentionFolder folder() {
    return new AttentionFolder(temp.resolve("attention"));
  }

  @SafeVarargs
  private AttentionAccumulator accumulator(Set<Integer>... tags) {
    List<Sample> samples = new ArrayList<>();
    for (Set<Integer> of : tags) {
      Path image = temp.resolve("i" + samples.size() + ".png");
      samples.add(new Sample("i" + samples.size(), image, Optional.empty(), new TreeSet<>(of)));
    }
    Dataset images = new Dataset(temp, "train", ClassList.ofTags(List.of("a", "b", "c")), samples);
    return new AttentionAccumulator(folder(), new Accumulation(AttentionRule.MAX, 1), images, 3);
  }

  /** One image with a map of two cells for each of three classes. */
  private Observation seen(float[] scores, float... maps) {
    int images = scores.length / 3;
    return new Observation(
        1,
        manager.create(maps, new Shape(images, 3, 1, 2)),
        manager.create(scores, new Shape(images, 3)));
  }

  @Test
  void aMapIsTakenWhenItsScoreIsAmongTheLargestAndDividedByItsMaximum() {
    AttentionAccumulator accumulator = accumulator(Set.of(1, 3));
    // Of the two tags only class 3 is among the two largest scores.
    accumulator.add(5, 1, new int[] {0}, seen(new float[] {0, 2, 1}, 4, 4, 9, 9, 2, 0.5f));
    AttentionMaps maps = folder().read("i0").orElseThrow();
    assertEquals(Set.of(2), maps.classes().keySet());
    assertArrayEquals(new float[] {1, 64 / 255f}, maps.classes().get(2).values(), 1e-6f);
    // Later both are, and the larger value of each cell stays.
    accumulator.add(9, 2, new int[] {0}, seen(new float[] {3, 2, 5}, 1, 2, 9, 9, 3, 6));
    maps = folder().read("i0").orElseThrow();
    assertArrayEquals(new float[] {1, 1}, maps.classes().get(2).values());
    assertArrayEquals(new float[] {128 / 255f, 1}, maps.classes().get(0).values(), 1e-6f);
  }

  @Test
  void theFirstEpochIsLeftOutAndTheLastTakesWhatWasNeverFound() {
    AttentionAccumulator accumulator = accumulator(Set.of(1));
    Observation never = seen(new float[] {0, 2, 1}, 1, 2, 9, 9, 2, 1);
    accumulator.add(0, 0, new int[] {0}, seen(new float[] {9, 2, 1}, 1, 2, 9, 9, 2, 1));
    accumulator.add(1, 2, new int[] {0}, never);
    assertFalse(folder().read("i0").isPresent());
    accumulator.add(2, 3, new int[] {0}, never);
    assertEquals(Set.of(0), folder().read("i0").orElseThrow().classes().keySet());
  }

  @Test
  void absentClassesEmptyMapsAndImagesWithoutTagsLeaveNothing() {
    AttentionAccumulator accumulator = accumulator(Set.of(2), Set.of());
    accumulator.add(
        3,
        3,
        new int[] {0, 1},
        seen(new float[] {9, 8, 7, 9, 8, 7}, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1));
    assertFalse(folder().read("i0").isPresent());
    assertFalse(folder().read("i1").isPresent());
  }

  @Test
  void ofPairsTheFirstImagesAreMeant() {
    AttentionAccumulator accumulator = accumulator(Set.of(1), Set.of(1), Set.of(1), Set.of(1));
    Observation row = seen(new float[] {9, 0, 0, 9, 0, 0}, 1, 2, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0);
    Observation pairs = new Observation(2, row.cam(), row.score());
    accumulator.add(1, 1, new int[] {3, 0, 2, 1}, pairs);
    assertTrue(folder().read("i0").isEmpty() && folder().read("i1").isEmpty());
    assertEquals(1, folder().read("i3").orElseThrow().classes().get(0).values()[1]);
    assertEquals(1, folder().read("i2").orElseThrow().classes().get(0).values()[0]);
  }

  @Test
  void mapsOfAnotherSizeAreRefused() {
    AttentionAccumulator accumulator = accumulator(Set.of(1));
    accumulator.add(1, 1, new int[] {0}, seen(new float[] {9, 0, 0}, 1, 2, 0, 0, 0, 0));
    Observation larger =
        new Observation(
            1,
            manager.ones(new Shape(1, 3, 2, 2)),
            manager.create(new float[] {9, 0, 0}, new Shape(1, 3)));
    TrainingException e =
        assertThrows(TrainingException.class, () -> accumulator.add(2, 1, new int[] {0}, larger));
    assertTrue(e.getMessage().contains("'i0' have 1 x 2 cells, the network's 2 x 2"));
    accumulator.begin();
    accumulator.add(2, 1, new int[] {0}, larger);
    assertEquals(2, folder().read("i0").orElseThrow().height());
  }
}
