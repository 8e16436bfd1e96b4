package org.tag2mask.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.DMatrixSparseCSC;
import org.ejml.ops.DConvertMatrixStruct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.Tag2MaskException;

/** What holds for every transition, and that all of them are the same one. */
class TransitionTest {
  private static final int HEIGHT = 11;
  private static final int WIDTH = 13;
  private static final int N = HEIGHT * WIDTH;
  private static final double BETA = 10;

  private static final float[] EDGE = Scene.edges(HEIGHT, WIDTH, 1);
  private static final float[] MAPS = Scene.maps(3, N, 2);

  static Stream<Transition> all() {
    return Stream.of(dense(BETA), sparse(BETA), stencil(BETA));
  }

  private static DenseTransition dense(double beta) {
    return DenseTransition.ofAffinity(Scene.boundaryAffinity(EDGE, HEIGHT, WIDTH, 5), beta);
  }

  private static SparseTransition sparse(double beta) {
    DMatrixRMaj affinity = Scene.boundaryAffinity(EDGE, HEIGHT, WIDTH, 5);
    return SparseTransition.ofAffinity(
        DConvertMatrixStruct.convert(affinity, (DMatrixSparseCSC) null, 0), beta);
  }

  private static StencilTransition stencil(double beta) {
    return BoundaryAffinity.transition(
        EDGE, HEIGHT, WIDTH, PairGeometry.paths(5), beta, new WalkBuffers());
  }

  @Test
  void sparseEqualsDense() {
    double[] maps = Scene.doubles(MAPS);
    double[] expected = dense(BETA).walk(maps, 3, 256);
    assertEquals(0, Scene.worst(expected, sparse(BETA).walk(maps, 3, 256)), 1e-12);
  }

  @Test
  void theStencilEqualsDenseUpToItsWeightsInFloat32() {
    double[] maps = Scene.doubles(MAPS);
    double[] expected = dense(BETA).walk(maps, 3, 256);
    assertEquals(0, Scene.worst(expected, stencil(BETA).walk(maps, 3, 256)), 2e-7);
  }

  @Test
  void theStencilEqualsTheSparseMatrixOfItsOwnWeights() {
    StencilTransition stencil = stencil(BETA);
    PairGeometry geometry = PairGeometry.paths(5);
    PairIndex index = geometry.index(HEIGHT, WIDTH, WalkMode.COMPLETE);
    DMatrixRMaj weights = DMatrixRMaj.wrap(N, N, new double[N * N]);
    for (int i = 0; i < N; i++) {
      weights.set(i, i, 1);
    }
    for (int k = 0; k < geometry.offsets().size(); k++) {
      int[] from = index.sources(k);
      int[] to = index.destinations(k);
      for (int p = 0; p < from.length; p++) {
        double weight = stencil.weight(k, from[p] / WIDTH, from[p] % WIDTH);
        weights.set(from[p], to[p], weight);
        weights.set(to[p], from[p], weight);
      }
    }
    double[] maps = Scene.doubles(MAPS);
    double[] expected = DenseTransition.ofAffinity(weights, 1).walk(maps, 3, 256);
    assertEquals(0, Scene.worst(expected, stencil.walk(maps, 3, 256)), 1e-12);
  }

  @ParameterizedTest
  @MethodSource("all")
  void sixtyFourStepsAndThenAHundredAndNinetyTwoAreTwoHundredAndFiftySix(Transition transition) {
    double[] maps = Scene.doubles(MAPS);
    double[] parts = transition.walk(transition.walk(maps, 3, 64), 3, 192);
    assertArrayEquals(transition.walk(maps, 3, 256), parts);
  }

  @ParameterizedTest
  @MethodSource("all")
  void columnsSumToOne(Transition transition) {
    double[] ones = new double[N];
    Arrays.fill(ones, 1);
    double[] sums = new double[N];
    transition.step(ones, sums, 1);
    assertEquals(0, Scene.worst(ones, sums), 1e-14);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aConstantMapStays(Transition transition) {
    float[] maps = new float[N];
    Arrays.fill(maps, 0.3f);
    // A unit in the last place a step, should all roundings go the same way.
    assertArrayEquals(maps, transition.walk(maps, 1, 256).get(0), 256 * Math.ulp(0.3f));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aStepKeepsTheSumWeightedByColumnSums(Transition transition) {
    // sum_j s_j (M·T)_j = sum_i M_i sum_j A_ij = sum_i M_i s_i for every symmetric A.
    DMatrixRMaj affinity = Scene.boundaryAffinity(EDGE, HEIGHT, WIDTH, 5);
    double[] sums = new double[N];
    for (int i = 0; i < N * N; i++) {
      sums[i % N] += Math.pow(affinity.data[i], BETA);
    }
    double[] maps = Scene.doubles(Arrays.copyOf(MAPS, N));
    double[] walked = transition.walk(maps, 1, 100);
    double before = 0;
    double after = 0;
    for (int i = 0; i < N; i++) {
      before += sums[i] * maps[i];
      after += sums[i] * walked[i];
    }
    assertEquals(before, after, 1e-6 * before);
  }

  @Test
  void aLargeBetaKeepsTheMaps() {
    float[] edge = new float[N];
    Arrays.fill(edge, 0.1f);
    StencilTransition transition =
        BoundaryAffinity.transition(
            edge, HEIGHT, WIDTH, PairGeometry.paths(5), 1000, new WalkBuffers());
    assertArrayEquals(MAPS, transition.walk(MAPS, 3, 256).get(0), 1e-6f);
  }

  @Test
  void nothingCrossesAWallOfBoundaries() {
    float[] edge = new float[N];
    for (int y = 0; y < HEIGHT; y++) {
      edge[y * WIDTH + 6] = 1;
    }
    float[] maps = new float[N];
    maps[5 * WIDTH + 2] = 1;
    float[] walked =
        BoundaryAffinity.transition(
                edge, HEIGHT, WIDTH, PairGeometry.paths(5), 10, new WalkBuffers())
            .walk(maps, 1, 500)
            .get(0);
    for (int i = 0; i < N; i++) {
      if (i % WIDTH < 6) {
        assertTrue(walked[i] > 0.001, "cell " + i + " before the wall");
      } else {
        assertEquals(0, walked[i], "cell " + i + " on the wall or behind it");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aSweepGivesWhatSeparateWalksGive(Transition transition) {
    List<float[]> sweep = transition.walk(MAPS, 3, 1, 7, 64, 65, 200);
    int[] counts = {1, 7, 64, 65, 200};
    for (int i = 0; i < counts.length; i++) {
      assertArrayEquals(transition.walk(MAPS, 3, counts[i]).get(0), sweep.get(i));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void stepsThatAreNoneAreRefused(Transition transition) {
    for (int[] counts : new int[][] {{}, {0}, {-3}, {65_537}, {4, 4}, {5, 2}}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> transition.walk(MAPS, 3, counts),
          Arrays.toString(counts));
    }
    assertThrows(IllegalArgumentException.class, () -> transition.walk(Scene.doubles(MAPS), 3, -1));
  }

  @ParameterizedTest
  @MethodSource("all")
  void mapsOfAnotherSizeAreRefused(Transition transition) {
    IllegalArgumentException fault =
        assertThrows(IllegalArgumentException.class, () -> transition.walk(new float[100], 2, 1));
    assertEquals("2 maps of 143 cells have 286 values, found 100", fault.getMessage());
  }

  @Test
  void attentionTakesFromWhereARowLooks() {
    float[] attention = {0, 1, 0, 0.25f, 0.25f, 0, 0, 0, 3};
    Transition transition = DenseTransition.ofAttention(attention, 3);
    assertArrayEquals(
        new float[] {20, 15, 30}, transition.walk(new float[] {10, 20, 30}, 1, 1).get(0));
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.1f, Float.NaN, Float.POSITIVE_INFINITY})
  void affinitiesThatAreNoneAreRefused(float value) {
    float[] attention = {1, 0, value, 1};
    Tag2MaskException fault =
        assertThrows(Tag2MaskException.class, () -> DenseTransition.ofAttention(attention, 2));
    assertTrue(fault.getMessage().contains("finite and not negative"), fault.getMessage());
  }

  @Test
  void aCellWithoutAnyAffinityIsNamed() {
    DMatrixSparseCSC affinity = new DMatrixSparseCSC(3, 3);
    affinity.set(0, 0, 1);
    affinity.set(2, 2, 1);
    Tag2MaskException fault =
        assertThrows(Tag2MaskException.class, () -> SparseTransition.ofAffinity(affinity, 1));
    assertTrue(fault.getMessage().startsWith("cell 1 has no affinity"), fault.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1001, Double.NaN})
  void refusesABetaOutsideItsRange(double beta) {
    assertThrows(RecipeException.class, () -> stencil(beta));
    assertThrows(RecipeException.class, () -> dense(beta));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 2, 7, 8, 10, 64, 65, 2.5})
  void powersAreThoseOfTheStandardLibrary(double beta) {
    double[] bases = {0, 0.1, 0.5, 0.999, 1};
    double[] powers = bases.clone();
    new Power(beta).raise(powers);
    for (int i = 0; i < bases.length; i++) {
      double expected = Math.pow(bases[i], beta);
      assertEquals(expected, powers[i], 1e-14 * expected);
    }
  }
}
