package org.tag2mask.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.runtime.Tag2MaskException;

class BoundaryAffinityTest {

  @ParameterizedTest
  @CsvSource({"9, 11, 5", "1, 30, 5", "30, 1, 5", "40, 33, 5", "3, 2, 5", "12, 13, 10"})
  void weightsAreOneMinusTheHighestBoundaryBetween(int height, int width, int radius) {
    float[] edge = Scene.edges(height, width, 11);
    PairGeometry geometry = PairGeometry.paths(radius);
    StencilTransition transition =
        BoundaryAffinity.transition(edge, height, width, geometry, 1, new WalkBuffers());
    DMatrixRMaj expected = Scene.boundaryAffinity(edge, height, width, radius);
    PairIndex index = geometry.index(height, width, WalkMode.COMPLETE);
    double all = 0;
    double found = height * width;
    for (int i = 0; i < expected.getNumElements(); i++) {
      all += expected.data[i];
    }
    for (int k = 0; k < geometry.offsets().size(); k++) {
      int[] from = index.sources(k);
      int[] to = index.destinations(k);
      for (int p = 0; p < from.length; p++) {
        float weight = transition.weight(k, from[p] / width, from[p] % width);
        assertEquals(expected.get(from[p], to[p]), weight, 1e-7);
        found += 2 * weight;
      }
    }
    assertEquals(all, found, 1e-6 * all, "sum of all affinities");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, -0.5f, 1.5f})
  void aBoundaryThatIsNoProbabilityIsRefused(float value) {
    float[] edge = new float[6 * 7];
    edge[16] = value;
    Tag2MaskException fault =
        assertThrows(
            Tag2MaskException.class,
            () ->
                BoundaryAffinity.transition(
                    edge, 6, 7, PairGeometry.paths(5), 10, new WalkBuffers()));
    assertEquals(
        "a boundary map holds " + value + " at column 2, row 2, expected probabilities from 0 to 1",
        fault.getMessage());
  }

  @Test
  void aMapBeyondTheMemoryOfArraysIsRefusedWithWhatItWouldNeed() {
    Tag2MaskException fault =
        assertThrows(
            Tag2MaskException.class, () -> new StencilLayout(PairGeometry.paths(5), 8_000, 8_000));
    assertTrue(fault.getMessage().contains("2177088000 weights"), fault.getMessage());
  }
}
