package org.tag2mask.crf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.tag2mask.crf.lattice.ColourFeatures;
import org.tag2mask.crf.lattice.FeatureSource;
import org.tag2mask.crf.lattice.GivenFeatures;
import org.tag2mask.crf.lattice.Lattice;
import org.tag2mask.crf.lattice.PositionFeatures;

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
    int n = input.pixels();
    int labels = input.labels();
    float[] unary = input.unary();
    for (int i = 0; i < unary.length; i++) {
      if (!Float.isFinite(unary[i])) {
        throw new IllegalArgumentException(
            "unary[" + i + "] is " + unary[i] + ", expected a finite energy");
      }
    }
    List<Lattice> lattices = new ArrayList<>();
    List<float[]> before = new ArrayList<>();
    List<float[]> after = new ArrayList<>();
    for (PairwiseKernel kernel : settings.kernels()) {
      Lattice lattice = workspace.builder.build(source(kernel, input));
      float[] norm = new float[n];
      Arrays.fill(norm, 1);
      norm = filter(lattice, norm, n);
      float[] pre = new float[n];
      float[] post = new float[n];
      float w = (float) kernel.weight();
      for (int i = 0; i < n; i++) {
        pre[i] = 1;
        post[i] = w;
        switch (settings.normalization()) {
          case SYMMETRIC -> {
            pre[i] = (float) (1 / Math.sqrt(norm[i] + 1e-20));
            post[i] = w * pre[i];
          }
          case BEFORE -> pre[i] = (float) (1 / (norm[i] + 1e-20));
          case AFTER -> post[i] = (float) (w / (norm[i] + 1e-20));
          case NONE -> {}
        }
      }
      lattices.add(lattice);
      before.add(pre);
      after.add(post);
    }
    float[] mu = compatibility(labels);
    float[] q = new float[labels * n];
    float[] z = new float[labels * n];
    for (int i = 0; i < z.length; i++) {
      z[i] = -unary[i];
    }
    softmax(z, q, labels, n);
    float[] in = new float[n];
    for (int t = 0; t < settings.iterations(); t++) {
      for (int i = 0; i < z.length; i++) {
        z[i] = -unary[i];
      }
      for (int m = 0; m < lattices.size(); m++) {
        for (int l = 0; l < labels; l++) {
          for (int i = 0; i < n; i++) {
            in[i] = q[l * n + i] * before.get(m)[i];
          }
          float[] out = filter(lattices.get(m), in, n);
          for (int l2 = 0; l2 < labels; l2++) {
            float c = mu[l2 * labels + l];
            for (int i = 0; i < n; i++) {
              z[l2 * n + i] -= c * out[i] * after.get(m)[i];
            }
          }
        }
      }
      softmax(z, q, labels, n);
    }
    byte[] best = new byte[n];
    for (int i = 0; i < n; i++) {
      int top = 0;
      for (int l = 1; l < labels; l++) {
        if (q[l * n + i] > q[top * n + i]) {
          top = l;
        }
      }
      best[i] = (byte) top;
    }
    return new CrfResult(input.width(), input.height(), labels, q, best, CrfTrace.NONE);
  }

  private float[] compatibility(int labels) {
    if (settings.compatibility() instanceof Compatibility.Matrix matrix) {
      return matrix.values();
    }
    float[] mu = new float[labels * labels];
    for (int l = 0; l < labels; l++) {
      mu[l * labels + l] = -1;
    }
    return mu;
  }

  private static void softmax(float[] z, float[] q, int labels, int n) {
    for (int i = 0; i < n; i++) {
      float max = Float.NEGATIVE_INFINITY;
      for (int l = 0; l < labels; l++) {
        max = Math.max(max, z[l * n + i]);
      }
      float sum = 0;
      for (int l = 0; l < labels; l++) {
        float e = (float) Math.exp(z[l * n + i] - max);
        q[l * n + i] = e;
        sum += e;
      }
      for (int l = 0; l < labels; l++) {
        q[l * n + i] /= sum;
      }
    }
  }

  private static float[] filter(Lattice lattice, float[] in, int n) {
    int v = lattice.vertices;
    float[] values = new float[lattice.points + 1];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < v; k++) {
        values[lattice.index[i * v + k]] += lattice.weight[i * v + k] * in[i];
      }
    }
    for (int axis = 0; axis < v; axis++) {
      float[] blurred = new float[values.length];
      for (int p = 1; p < values.length; p++) {
        blurred[p] =
            values[p] + 0.5f * (values[lattice.next[axis][p]] + values[lattice.previous[axis][p]]);
      }
      values = blurred;
    }
    float alpha = 1f / (1 + (float) Math.pow(2, -(v - 1)));
    float[] out = new float[n];
    for (int i = 0; i < n; i++) {
      float sum = 0;
      for (int k = 0; k < v; k++) {
        sum += lattice.weight[i * v + k] * values[lattice.index[i * v + k]];
      }
      out[i] = alpha * sum;
    }
    return out;
  }

  private static FeatureSource source(PairwiseKernel kernel, CrfInput input) {
    if (kernel instanceof PairwiseKernel.Gaussian g) {
      return new PositionFeatures(input.width(), input.height(), g.sx(), g.sy());
    }
    if (kernel instanceof PairwiseKernel.Bilateral b) {
      if (input.rgb() == null) {
        throw new IllegalArgumentException(
            "rgb is null, expected the pixels of a bilateral kernel");
      }
      return new ColourFeatures(
          input.width(), input.height(), input.rgb(), b.sx(), b.sy(), b.sr(), b.sg(), b.sb());
    }
    PairwiseKernel.Features f = (PairwiseKernel.Features) kernel;
    FeatureMap map = input.features().get(f.name());
    if (map == null || map.dimensions() != f.dimensions()) {
      throw new IllegalArgumentException(
          "features '"
              + f.name()
              + "' "
              + (map == null ? "are missing" : "have " + map.dimensions() + " dimensions")
              + ", expected "
              + f.dimensions()
              + " dimensions as the kernel");
    }
    double[] deviations = f.deviations().stream().mapToDouble(Double::doubleValue).toArray();
    return new GivenFeatures(f.name(), input.pixels(), map.values(), deviations);
  }
}
