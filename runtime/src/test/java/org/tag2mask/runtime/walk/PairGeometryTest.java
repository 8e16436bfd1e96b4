package org.tag2mask.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.runtime.Golden;
import org.tag2mask.runtime.RecipeException;

class PairGeometryTest {

  @ParameterizedTest
  @CsvSource({"5, 34", "10, 152"})
  void affinityNetsOffsetsComeInItsOrder(int radius, int count) {
    PairGeometry geometry = PairGeometry.rows(radius);
    assertEquals(count, geometry.offsets().size());
    assertArrayEquals(
        Golden.read("psa_offsets_r5__search_dist_r" + radius), flat(geometry.offsets()));
  }

  @Test
  void affinityNetsIndicesAreThoseOfItsCode() {
    PairIndex index = PairGeometry.rows(5).index(20, 24, WalkMode.COMPAT);
    float[] from = Golden.read("psa_offsets_r5__ind_from");
    float[] to = Golden.read("psa_offsets_r5__ind_to");
    for (int k = 0; k < 34; k++) {
      assertArrayEquals(from, floats(index.sources(k)));
      assertArrayEquals(
          java.util.Arrays.copyOfRange(to, k * from.length, (k + 1) * from.length),
          floats(index.destinations(k)));
    }
  }

  @ParameterizedTest
  @CsvSource({"5, 34", "10, 152"})
  void irnetsOffsetsComeFromShortPathsToLongOnes(int radius, int count) {
    PairGeometry geometry = PairGeometry.paths(radius);
    assertEquals(count, geometry.offsets().size());
    assertArrayEquals(
        Golden.read("irn_paths_r" + radius + "__search_dst"), flat(geometry.offsets()));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 10})
  void irnetsPathsHaveTheCellsOfItsCodeFarEndFirst(int radius) {
    PairGeometry geometry = PairGeometry.paths(radius);
    float[] padded = Golden.read("irn_paths_r" + radius + "__search_paths");
    int room = padded.length / geometry.offsets().size();
    for (int k = 0; k < geometry.offsets().size(); k++) {
      List<Offset> expected = new ArrayList<>();
      for (int i = k * room; i < (k + 1) * room && padded[i] != 99; i += 2) {
        expected.add(new Offset((int) padded[i], (int) padded[i + 1]));
      }
      assertEquals(expected, geometry.path(k), "path to " + geometry.offsets().get(k));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 10})
  void irnetsPathLengthsAreDistributedAsInItsCode(int radius) {
    PairGeometry geometry = PairGeometry.paths(radius);
    float[] groups = Golden.read("irn_paths_r" + radius + "__group_sizes");
    int k = 0;
    for (int group = 0; group < groups.length; group += 2) {
      for (int i = 0; i < groups[group]; i++) {
        assertEquals((int) groups[group + 1], geometry.path(k++).size());
      }
    }
    assertEquals(geometry.offsets().size(), k);
  }

  @ParameterizedTest
  @CsvSource({"5, 29, 41, 7", "10, 32, 32, 9"})
  void irnetsIndicesAreThoseOfItsCode(int radius, int height, int width, int every) {
    PairGeometry geometry = PairGeometry.paths(radius);
    PairIndex index = geometry.index(height, width, WalkMode.COMPAT);
    float[] from = Golden.read("irn_paths_r" + radius + "__src_indices");
    float[] all = new float[geometry.offsets().size() * from.length];
    for (int k = 0; k < geometry.offsets().size(); k++) {
      assertArrayEquals(from, floats(index.sources(k)));
      System.arraycopy(floats(index.destinations(k)), 0, all, k * from.length, from.length);
    }
    assertArrayEquals(
        Golden.read("irn_paths_r" + radius + "__dst_indices"), Golden.every(every, all));
  }

  @ParameterizedTest
  @CsvSource({"7, 9, 5", "3, 4, 5", "1, 6, 3", "6, 1, 3"})
  void everyPairOfNearCellsInsideTheMapIsThereOnce(int height, int width, int radius) {
    PairGeometry geometry = PairGeometry.paths(radius);
    PairIndex index = geometry.index(height, width, WalkMode.COMPLETE);
    Set<Set<Integer>> expected = new HashSet<>();
    for (int i = 0; i < height * width; i++) {
      for (int j = 0; j < i; j++) {
        double distance = Math.hypot(i / width - j / width, i % width - j % width);
        if (distance < radius) {
          expected.add(Set.of(i, j));
        }
      }
    }
    Set<Set<Integer>> found = new HashSet<>();
    for (int k = 0; k < geometry.offsets().size(); k++) {
      int[] from = index.sources(k);
      int[] to = index.destinations(k);
      for (int p = 0; p < from.length; p++) {
        assertTrue(found.add(Set.of(from[p], to[p])), "a pair came twice");
      }
    }
    assertEquals(expected, found);
  }

  @Test
  void pathsOfPairsRunFromTheDestinationToTheSourceInsideTheMap() {
    PairGeometry geometry = PairGeometry.paths(4);
    PairIndex index = geometry.index(6, 8, WalkMode.COMPLETE);
    for (int k = 0; k < geometry.offsets().size(); k++) {
      int[][] paths = index.paths(k);
      assertEquals(geometry.path(k).size(), paths.length);
      assertArrayEquals(index.destinations(k), paths[0]);
      assertArrayEquals(index.sources(k), paths[paths.length - 1]);
      for (int[] cells : paths) {
        for (int p = 0; p < cells.length; p++) {
          int from = paths[paths.length - 1][p];
          int to = paths[0][p];
          assertTrue(between(from / 8, cells[p] / 8, to / 8), "row of a cell");
          assertTrue(between(from % 8, cells[p] % 8, to % 8), "column of a cell");
        }
      }
    }
  }

  @Test
  void compatLeavesAMapSmallerThanTheRadiusWithoutPairs() {
    PairIndex index = PairGeometry.rows(5).index(4, 8, WalkMode.COMPAT);
    assertEquals(0, index.sources(0).length);
    assertEquals(0, index.destinations(33).length);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 33})
  void refusesARadiusOutsideItsRange(int radius) {
    RecipeException fault = assertThrows(RecipeException.class, () -> PairGeometry.rows(radius));
    assertEquals("walk radius must be 2 to 32 cells, found " + radius, fault.getMessage());
  }

  private static boolean between(int a, int value, int b) {
    return value >= Math.min(a, b) && value <= Math.max(a, b);
  }

  private static float[] flat(List<Offset> offsets) {
    float[] values = new float[2 * offsets.size()];
    for (int i = 0; i < offsets.size(); i++) {
      values[2 * i] = offsets.get(i).dy();
      values[2 * i + 1] = offsets.get(i).dx();
    }
    return values;
  }

  private static float[] floats(int[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = values[i];
    }
    return floats;
  }
}
