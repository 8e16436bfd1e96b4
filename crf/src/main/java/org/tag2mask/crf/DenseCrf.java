package org.tag2mask.crf;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.tag2mask.crf.meanfield.KernelChoice;
import org.tag2mask.crf.meanfield.Kernels;
import org.tag2mask.crf.meanfield.MeanField;
import org.tag2mask.crf.meanfield.Problem;
import org.tag2mask.crf.meanfield.Term;
import org.tag2mask.crf.parallel.Crew;
import org.tag2mask.crf.parallel.Stripes;

/**
 * The fully connected CRF with Gaussian edge potentials, solved by mean field with the
 * permutohedral lattice:
 *
 * <pre>
 *   Q = softmax(-U);   repeat: Q = softmax(-U - Σ<sub>m</sub> w<sub>m</sub> μ K<sub>m</sub> Q)
 * </pre>
 *
 * with normalised kernels K<sub>m</sub> ({@link Normalization}) and label compatibility μ ({@link
 * Compatibility}). All pixels are updated together. Source: Krähenbühl and Koltun, NIPS 2011
 * (Algorithm 1) and ICML 2013; results agree with pydensecrf.
 *
 * <p>Immutable and safe to share between threads; each inference in flight needs a {@link
 * CrfWorkspace} of its own.
 */
public final class DenseCrf {

  /** The largest number of labels, so that a label fits a byte and leaves 255 for unsure. */
  public static final int MAX_LABELS = 255;

  /** The largest number of pixels: 8,000 x 8,000 and a little more. */
  public static final long MAX_PIXELS = 1L << 26;

  private final CrfSettings settings;

  /** A CRF with the given kernels, iterations, normalisation and compatibility. */
  public DenseCrf(CrfSettings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /** The settings. */
  public CrfSettings settings() {
    return settings;
  }

  /**
   * Refines one image; the result owns its arrays.
   *
   * @param width W
   * @param height H
   * @param rgb interleaved {@code [H][W][3]}
   * @param unary planar {@code [L][H*W]} energies, finite; see {@link Unary}
   * @param labels L; give only labels that are present
   * @throws IllegalArgumentException for wrong lengths, values that are not finite, or sizes that
   *     do not fit; the message names the argument, the value and the range
   */
  public CrfResult infer(int width, int height, byte[] rgb, float[] unary, int labels) {
    return infer(CrfInput.of(width, height, rgb, unary, labels));
  }

  /** As above; the result views the workspace's arrays until its next use. */
  public CrfResult infer(
      int width, int height, byte[] rgb, float[] unary, int labels, CrfWorkspace workspace) {
    return infer(CrfInput.of(width, height, rgb, unary, labels), workspace);
  }

  /** Refines one image, possibly with further features; the result owns its arrays. */
  public CrfResult infer(CrfInput input) {
    return infer(input, new CrfWorkspace());
  }

  /** As above; the result views the workspace's arrays until its next use. */
  public CrfResult infer(CrfInput input, CrfWorkspace workspace) {
    return run(input, workspace, false, null);
  }

  /**
   * As {@link #infer(CrfInput, CrfWorkspace)}, and sums up the free energy of every distribution on
   * the way ({@link CrfResult#trace()}). Slower: all labels are filtered, and once more at the end.
   */
  public CrfResult trace(CrfInput input, CrfWorkspace workspace) {
    return run(input, workspace, true, null);
  }

  /** Runs with given kernels, whatever the choice of this program is. */
  CrfResult inferWith(CrfInput input, CrfWorkspace workspace, Kernels kernels) {
    return run(input, workspace, false, kernels);
  }

  private CrfResult run(CrfInput input, CrfWorkspace workspace, boolean traced, Kernels forced) {
    Objects.requireNonNull(workspace, "workspace");
    workspace.acquire();
    try (Crew crew = workspace.crew()) {
      workspace.resetClocks();
      int labels = input.labels();
      int pixels = input.pixels();
      float[] compatibility = compatibility(labels);
      UnaryCheck.check(input.unary(), labels, pixels);
      checkSize(input);
      float[] probabilities = workspace.probabilities(labels * pixels);
      byte[] best = workspace.best(pixels);
      if (labels == 1) {
        Arrays.fill(probabilities, 0, pixels, 1);
        return new CrfResult(input.width(), input.height(), 1, probabilities, best, CrfTrace.NONE);
      }
      Stripes stripes = Stripes.of(pixels);
      boolean filters = settings.iterations() > 0 || traced;
      List<Term> terms =
          filters ? Preparation.terms(settings, input, workspace, crew, stripes) : List.of();
      Problem problem =
          new Problem(
              pixels, labels, input.unary(), compatibility, terms, traced, probabilities, best);
      Kernels kernels = forced == null ? KernelChoice.kernels(problem) : forced;
      problem.setInterleaved(
          workspace.interleaved(Math.multiplyExact(pixels, kernels.interleaved(problem))));
      int planes = kernels.planes(problem);
      int stride = kernels.stride(problem);
      for (int i = 0; i < terms.size(); i++) {
        workspace.buffers(i).attach(terms.get(i), planes, stride, stripes.count());
      }
      MeanField field = new MeanField(problem, kernels, crew, stripes, workspace.scratch);
      List<double[]> energies = field.run(settings.iterations());
      return new CrfResult(
          input.width(), input.height(), labels, probabilities, best, traceOf(traced, energies));
    } finally {
      workspace.release();
    }
  }

  private static CrfTrace traceOf(boolean traced, List<double[]> energies) {
    if (!traced) {
      return CrfTrace.NONE;
    }
    return new CrfTrace(energies.stream().map(e -> new CrfTrace.Step(e[0], e[1], e[2])).toList());
  }

  /**
   * A lower bound of what the arrays of one inference take: vertices and weights of the pixels, a
   * few lattice values, the result.
   */
  private void checkSize(CrfInput input) {
    long pixels = input.pixels();
    long labels = input.labels();
    long bytes = pixels * (4 * labels + 1);
    for (PairwiseKernel kernel : settings.kernels()) {
      long vertices = kernel.dimensions() + 1;
      Checks.between(
          "width * height * (dimensions + 1)", pixels * vertices, 1, Integer.MAX_VALUE - 8);
      bytes += pixels * vertices * 8;
    }
    Checks.between("labels * width * height", labels * pixels, 1, Integer.MAX_VALUE - 8);
    MemoryNeed.check(
        "dense CRF of "
            + input.width()
            + " x "
            + input.height()
            + " pixels and "
            + labels
            + " labels",
        bytes);
  }

  /** {@code vector} or {@code scalar}: the kernels that this run of the program can use. */
  public static String kernelVariant() {
    return KernelChoice.variant();
  }

  /** μ row by row; null for Potts. */
  private float[] compatibility(int labels) {
    if (settings.compatibility() instanceof Compatibility.Matrix matrix) {
      if (matrix.rows().size() != labels) {
        throw new IllegalArgumentException(
            "compatibility matrix has "
                + matrix.rows().size()
                + " rows, expected labels = "
                + labels);
      }
      return matrix.values();
    }
    return null;
  }
}
