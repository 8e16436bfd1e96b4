package org.tag2mask.crf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.crf.meanfield.Kernels;
import org.tag2mask.crf.meanfield.ScalarKernels;

/** The result depends on the input alone: not on threads, workspaces, or the kernel variant. */
class SameResultTest {

  @ParameterizedTest
  @CsvSource({"2, psa", "3, irn", "9, deeplab"})
  void isTheSameToTheBitForAnyNumberOfThreads(int labels, String preset) throws Exception {
    // Large enough for three stripes.
    CrfInput input = Scenes.input(560, 430, labels, 20);
    DenseCrf crf = new DenseCrf(CrfSettings.preset(preset).withIterations(2));
    float[] expected = crf.infer(input, new CrfWorkspace()).probabilities();
    ExecutorService helpers = Executors.newFixedThreadPool(3);
    try {
      for (int threads = 2; threads <= 3; threads++) {
        CrfResult result = crf.infer(input, new CrfWorkspace(helpers, threads));
        assertArrayEquals(expected, result.probabilities(), "threads: " + threads);
      }
    } finally {
      helpers.shutdown();
    }
  }

  @Test
  void anExecutorThatNeverRunsItsTasksCostsNothingButSpeed() {
    CrfInput input = Scenes.input(500, 400, 2, 21);
    DenseCrf crf = new DenseCrf(CrfSettings.preset("psa").withIterations(2));
    CrfResult result = crf.infer(input, new CrfWorkspace(task -> {}, 4));
    assertArrayEquals(crf.infer(input).probabilities(), result.probabilities());
  }

  @Test
  void aUsedWorkspaceGivesTheSameBitsAsAFreshOne() {
    CrfWorkspace used = new CrfWorkspace();
    for (int[] size :
        new int[][] {{61, 47, 21}, {30, 80, 2}, {61, 47, 3}, {7, 5, 9}, {1, 1, 2}, {90, 33, 12}}) {
      for (String preset : List.of("psa", "deeplab", "semformer")) {
        CrfInput input = Scenes.input(size[0], size[1], size[2], size[0]);
        DenseCrf crf = new DenseCrf(CrfSettings.preset(preset));
        CrfResult fresh = crf.infer(input);
        CrfResult reused = crf.infer(input, used).copy();
        assertArrayEquals(fresh.copy().probabilities(), reused.probabilities());
        assertArrayEquals(fresh.copy().labels(), reused.labels());
      }
    }
  }

  @Test
  void manyThreadsMayShareOneCrf() throws Exception {
    DenseCrf crf = new DenseCrf(CrfSettings.preset("psa"));
    List<CrfInput> inputs = new ArrayList<>();
    List<CrfResult> expected = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      inputs.add(Scenes.input(50 + i, 40, 2 + i, 30 + i));
      expected.add(crf.infer(inputs.get(i)));
    }
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<CrfResult>> results = new ArrayList<>();
      for (CrfInput input : inputs) {
        results.add(pool.submit(() -> crf.infer(input)));
      }
      for (int i = 0; i < 8; i++) {
        assertArrayEquals(expected.get(i).probabilities(), results.get(i).get().probabilities());
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void aWorkspaceRefusesTwoInferencesAtOnce() {
    CrfWorkspace workspace = new CrfWorkspace();
    workspace.acquire();
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () ->
                new DenseCrf(CrfSettings.preset("psa")).infer(Scenes.input(4, 4, 2, 1), workspace));
    assertTrue(error.getMessage().contains("in use"), error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "61, 47, 2, psa",
    "61, 47, 6, psa",
    "40, 33, 8, irn",
    "45, 38, 9, deeplab",
    "52, 31, 21, psa",
    "33, 30, 24, mctformer",
    "20, 17, 81, psa",
    "1, 29, 11, psa"
  })
  void scalarAndVectorKernelsAgree(int width, int height, int labels, String preset)
      throws ReflectiveOperationException {
    Kernels vector =
        (Kernels)
            Class.forName("org.tag2mask.crf.meanfield.VectorKernels")
                .getDeclaredConstructor()
                .newInstance();
    CrfInput input = Scenes.input(width, height, labels, 40);
    for (Normalization normalization : Normalization.values()) {
      // On pure noise ten one-sided updates multiply rounding by a thousand, whoever computes them.
      int iterations = normalization == Normalization.SYMMETRIC ? 10 : 5;
      CrfSettings settings =
          CrfSettings.preset(preset).withNormalization(normalization).withIterations(iterations);
      if (normalization == Normalization.NONE) {
        settings =
            settings.withKernels(
                List.of(PairwiseKernel.gaussian(3, 0.05), PairwiseKernel.bilateral(80, 13, 0.02)));
      }
      DenseCrf crf = new DenseCrf(settings);
      CrfResult a = crf.inferWith(input, new CrfWorkspace(), new ScalarKernels());
      CrfResult b = crf.inferWith(input, new CrfWorkspace(), vector);
      int n = input.pixels();
      assertEquals(0, Scenes.worst(a.probabilities(), b.probabilities(), labels * n), 1e-4);
      for (int i = 0; i < n; i++) {
        if (a.labels()[i] != b.labels()[i]) {
          float first = a.probabilities()[(a.labels()[i] & 0xff) * n + i];
          float second = a.probabilities()[(b.labels()[i] & 0xff) * n + i];
          assertEquals(first, second, 1e-4, "labels differ where the best two do not tie");
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2", "21"})
  void aReusedWorkspaceAllocatesLessThanSixtyFourKilobytesAnImage(int labels) {
    CrfInput input = Scenes.input(300, 200, labels, 50);
    DenseCrf crf = new DenseCrf(CrfSettings.preset("psa"));
    CrfWorkspace workspace = new CrfWorkspace();
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    // Until the compiler is done, interpreted vector code boxes its vectors.
    long[] bytes = new long[30];
    for (int round = 0; round < bytes.length; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      crf.infer(input, workspace);
      bytes[round] = threads.getCurrentThreadAllocatedBytes() - before;
    }
    long steady = Arrays.stream(bytes).skip(bytes.length - 5).min().orElseThrow();
    assertTrue(steady < 64 * 1024, steady + " bytes; all rounds: " + Arrays.toString(bytes));
  }
}
