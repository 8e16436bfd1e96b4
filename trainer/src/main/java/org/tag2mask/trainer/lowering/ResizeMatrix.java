package org.tag2mask.trainer.lowering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.tag2mask.models.graph.Op.Corners;

/**
 * Interpolation along one axis as a matrix {@code [out,in]} with few weights a row. The engine's
 * own resizing ignores the corner rule and always antialiases; two products, one for rows and one
 * for columns, are exact and differentiable.
 */
public final class ResizeMatrix {
  /** The parameter of the cubic kernel that PyTorch uses. */
  private static final double CUBIC_A = -0.75;

  /** Makes the matrix of one axis. */
  @FunctionalInterface
  interface Rule {
    /** The weights {@code [out*in]} in row order. */
    float[] weights(int in, int out);
  }

  private ResizeMatrix() {}

  /**
   * Weights of linear interpolation.
   *
   * @param in size before, at least 1
   * @param out size after, at least 1
   * @param corners where the corners lie
   * @return {@code [out*in]} in row order
   */
  static float[] bilinear(int in, int out, Corners corners) {
    float[] matrix = new float[Math.multiplyExact(in, out)];
    for (int i = 0; i < out; i++) {
      double at = Math.max(0, position(i, in, out, corners));
      int low = Math.min((int) at, in - 1);
      int high = Math.min(low + 1, in - 1);
      double share = at - low;
      matrix[i * in + low] += (float) (1 - share);
      matrix[i * in + high] += (float) share;
    }
    return matrix;
  }

  private static double position(int i, int in, int out, Corners corners) {
    if (corners == Corners.ALIGNED) {
      return out == 1 ? 0 : (double) i * (in - 1) / (out - 1);
    }
    return (i + 0.5) * in / out - 0.5;
  }

  /**
   * Weights of cubic interpolation with half-pixel centres; the border values go on outside.
   *
   * @param in size before, at least 1
   * @param out size after, at least 1
   * @param scale samples per cell, about {@code out/in}
   * @return {@code [out*in]} in row order
   */
  static float[] bicubic(int in, int out, double scale) {
    float[] matrix = new float[Math.multiplyExact(in, out)];
    for (int i = 0; i < out; i++) {
      double at = (i + 0.5) / scale - 0.5;
      int base = (int) Math.floor(at);
      for (int tap = base - 1; tap <= base + 2; tap++) {
        int column = Math.max(0, Math.min(in - 1, tap));
        matrix[i * in + column] += (float) cubic(Math.abs(at - tap));
      }
    }
    return matrix;
  }

  /** Keys' kernel (1981), t from 0 to 2. */
  private static double cubic(double t) {
    return t <= 1
        ? ((CUBIC_A + 2) * t - (CUBIC_A + 3)) * t * t + 1
        : ((CUBIC_A * t - 5 * CUBIC_A) * t + 8 * CUBIC_A) * t - 4 * CUBIC_A;
  }

  /**
   * Maps or images resized bilinearly, pixels as areas, without antialiasing (torch's {@code
   * align_corners=False}).
   *
   * @param x {@code [N,C,h,w]}; gradients flow through the result
   * @param height rows of the result
   * @param width columns of the result
   * @return {@code [N,C,height,width]}, or {@code x} itself when it has that size
   */
  public static NDArray bilinear(NDArray x, int height, int width) {
    if (x.getShape().get(2) == height && x.getShape().get(3) == width) {
      return x;
    }
    return resize(x, height, width, (in, out) -> bilinear(in, out, Corners.HALF_PIXEL));
  }

  /**
   * Maps or images resized bilinearly, corner pixel centres on each other, without antialiasing
   * (torch's {@code align_corners=True}).
   *
   * @param x {@code [N,C,h,w]}; gradients flow through the result
   * @param height rows of the result
   * @param width columns of the result
   * @return {@code [N,C,height,width]}, or {@code x} itself when it has that size
   */
  public static NDArray aligned(NDArray x, int height, int width) {
    if (x.getShape().get(2) == height && x.getShape().get(3) == width) {
      return x;
    }
    return resize(x, height, width, (in, out) -> bilinear(in, out, Corners.ALIGNED));
  }

  /** The map {@code [N,C,h,w]} at another size. */
  static NDArray resize(NDArray x, int height, int width, Rule rule) {
    int h = Math.toIntExact(x.getShape().get(2));
    int w = Math.toIntExact(x.getShape().get(3));
    NDManager manager = x.getManager();
    DataType type = x.getDataType();
    NDArray columns = manager.create(rule.weights(w, width), new Shape(width, w)).transpose();
    NDArray rows = manager.create(rule.weights(h, height), new Shape(height, h));
    columns = columns.toType(type, false);
    rows = rows.toType(type, false);
    return rows.matMul(x.matMul(columns));
  }
}
