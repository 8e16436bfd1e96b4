package org.tag2mask.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast float32 kernels against the slow double loops, and against each other. */
class WalkKernelTest {

  static Stream<WalkKernel> kernels() {
    return Stream.of(new ScalarWalkKernel(), vector());
  }

  private static WalkKernel vector() {
    assertEquals("vector", WalkKernelChoice.kernel().name());
    return WalkKernelChoice.kernel();
  }

  private static StencilTransition transition(int height, int width, int radius) {
    return BoundaryAffinity.transition(
        Scene.edges(height, width, 3),
        height,
        width,
        PairGeometry.paths(radius),
        10,
        new WalkBuffers());
  }

  @ParameterizedTest
  @CsvSource({
    "24, 31, 1, 5, 40",
    "24, 31, 2, 5, 40",
    "24, 31, 3, 5, 256",
    "24, 31, 4, 5, 256",
    "24, 31, 5, 5, 40",
    "9, 70, 11, 5, 40",
    "70, 9, 6, 5, 17",
    "33, 260, 4, 5, 39",
    "40, 50, 3, 10, 33",
    "1, 1, 2, 5, 3",
    "1, 40, 2, 5, 20",
    "40, 1, 3, 5, 20",
    "3, 4, 7, 5, 20",
    "17, 600, 2, 2, 25"
  })
  void bothTwinsGiveTheSameBitsAndTheExactWalkUpToRoundingInEveryStep(
      int height, int width, int channels, int radius, int steps) {
    StencilTransition transition = transition(height, width, radius);
    float[] maps = Scene.maps(channels, height * width, 4);
    float[] scalar = transition.walk(maps, channels, new ScalarWalkKernel(), steps).get(0);
    float[] vector = transition.walk(maps, channels, vector(), steps).get(0);
    assertArrayEquals(scalar, vector, "twins");
    double[] exact = transition.walk(Scene.doubles(maps), channels, steps);
    double worst = Scene.worst(exact, Scene.doubles(scalar)) / Scene.highest(exact);
    // Sums of 69 products in float32; the roundings of a cell are much the same in every step.
    assertTrue(worst < steps * 3e-7 + 5e-7, "off by " + worst);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void onesStayOneToTheBit(WalkKernel kernel) {
    float[] ones = new float[2 * 61 * 47];
    Arrays.fill(ones, 1f);
    assertArrayEquals(ones, transition(61, 47, 5).walk(ones, 2, kernel, 2048).get(0));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aSeedOfOneCellWalksAsInDoublePrecisionAndNeverBecomesSubnormal(WalkKernel kernel) {
    // Boundaries near 1 leave weights of 1e-10 and less; 40 steps on, powers of them arrive.
    float[] edge = Scene.edges(24, 31, 6);
    for (int i = 0; i < edge.length; i++) {
      edge[i] = 0.9f + 0.1f * edge[i];
    }
    StencilTransition transition =
        BoundaryAffinity.transition(edge, 24, 31, PairGeometry.paths(5), 10, new WalkBuffers());
    float[] seed = new float[24 * 31];
    seed[3 * 31 + 4] = 1;
    double[] exact = transition.walk(Scene.doubles(seed), 1, 40);
    float[] walked = transition.walk(seed, 1, kernel, 40).get(0);
    int tiny = 0;
    for (int i = 0; i < walked.length; i++) {
      double rounding = 0x1p-24 * 40 * 3 * (exact[i] + 0x1p-60);
      assertEquals(exact[i], walked[i], rounding, "cell " + i);
      assertTrue(walked[i] == 0 || walked[i] >= 0x1p-84f, "cell " + i + ": " + walked[i]);
      tiny += exact[i] < Float.MIN_NORMAL ? 1 : 0;
    }
    assertTrue(tiny > 100, tiny + " cells whose exact value is below float32's smallest");
  }

  @Test
  void bufferedWalksGiveTheSameBitsAsFreshOnes() {
    WalkBuffers used = new WalkBuffers();
    for (int[] size : new int[][] {{40, 60, 5}, {9, 7, 2}, {40, 60, 3}, {60, 40, 1}, {2, 2, 4}}) {
      float[] edge = Scene.edges(size[0], size[1], size[2]);
      float[] maps = Scene.maps(size[2], size[0] * size[1], 5);
      PairGeometry geometry = PairGeometry.paths(5);
      List<float[]> fresh =
          BoundaryAffinity.transition(edge, size[0], size[1], geometry, 10, new WalkBuffers())
              .walk(maps, size[2], 3, 31);
      List<float[]> buffered =
          BoundaryAffinity.transition(edge, size[0], size[1], geometry, 10, used)
              .walk(maps, size[2], 3, 31);
      assertArrayEquals(fresh.get(0), buffered.get(0));
      assertArrayEquals(fresh.get(1), buffered.get(1));
    }
  }

  @Test
  void buffersThatServeAnotherTransitionAreNotReadAsIfTheyDidNot() {
    WalkBuffers buffers = new WalkBuffers();
    PairGeometry geometry = PairGeometry.rows(5);
    StencilTransition first =
        BoundaryAffinity.transition(Scene.edges(8, 8, 1), 8, 8, geometry, 10, buffers);
    BoundaryAffinity.transition(Scene.edges(8, 8, 2), 8, 8, geometry, 10, buffers);
    IllegalStateException fault =
        assertThrows(IllegalStateException.class, () -> first.walk(new float[64], 1, 1));
    assertTrue(fault.getMessage().contains("serve another one"), fault.getMessage());
  }

  @Test
  void aWalkOverAPhotosGridTakesLessThanTwentyMegabytes() {
    WalkBuffers buffers = new WalkBuffers();
    BoundaryAffinity.transition(
            Scene.edges(94, 125, 1), 94, 125, PairGeometry.paths(5), 10, buffers)
        .walk(Scene.maps(4, 94 * 125, 2), 4, 2);
    assertTrue(buffers.bytes() < 3 << 20, buffers.bytes() + " bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7})
  void reusedBuffersAllocateLittleMoreThanTheResult(int channels) {
    WalkBuffers buffers = new WalkBuffers();
    StencilTransition transition =
        BoundaryAffinity.transition(
            Scene.edges(94, 125, 1), 94, 125, PairGeometry.paths(5), 10, buffers);
    float[] maps = Scene.maps(channels, 94 * 125, 2);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    // Until the compiler is done, interpreted vector code boxes its vectors.
    long[] bytes = new long[30];
    for (int round = 0; round < bytes.length; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      transition.walk(maps, channels, vector(), 64);
      bytes[round] = threads.getCurrentThreadAllocatedBytes() - before - 4L * maps.length;
    }
    long steady = Arrays.stream(bytes).skip(bytes.length - 5).min().orElseThrow();
    assertTrue(steady < 16 * 1024, steady + " bytes; all rounds: " + Arrays.toString(bytes));
  }
}
