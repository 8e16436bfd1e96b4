package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.trainer.lowering.ResizeMatrix;

/**
 * What SEAM (Wang et al. 2020) adds to the loss of tags, from the maps of an image and of a smaller
 * copy of it. With n(x) = relu(x) brought to 0..1 on each map and set to 0 for absent classes, b(x)
 * = [1 - max x, x where it is the largest class], s the size of the copy's maps:
 *
 * <pre>
 * minimum      = ½ Σ over both of mean over the least quarter of cells of max over present classes of refined
 * equivariance = mean |s(n(map₁)) - n(map₂)|
 * cross        = top(|b(n(map₂)) - s(n(refined₁))|) + top(|b(s(n(map₁))) - n(refined₂)|)
 * </pre>
 *
 * <p>top is the mean over the largest fifth of the values of each image. Through b no gradient
 * flows. Resizing aligns the corners, as in the public code.
 */
public final class SeamLoss {
  private static final double EPSILON = 1e-5;
  private static final double HARD = 0.2;
  private static final int LEAST = 4;

  private SeamLoss() {}

  /**
   * One size of the images.
   *
   * @param maps of the classes {@code [N,K,h,w]}, signed
   * @param refined the same spread among alike cells, background first {@code [N,K+1,h,w]}
   */
  public record View(NDArray maps, NDArray refined) {}

  /**
   * The three terms.
   *
   * @param whole of the images
   * @param small of their smaller copies
   * @param tags {@code [N,K]}, 0 or 1
   * @return scalars {@code minimum}, {@code equivariance} and {@code cross}
   */
  public static Map<String, NDArray> terms(View whole, View small, NDArray tags) {
    NDArray present = tags.reshape(tags.getShape().get(0), -1, 1, 1);
    NDArray all = present.get(":, 0:1").onesLike().concat(present, 1);
    NDArray maps1 = like(normalized(whole.maps), small.maps).mul(present);
    NDArray maps2 = normalized(small.maps).mul(present);
    NDArray refined1 = like(normalized(whole.refined), small.maps).mul(all);
    NDArray refined2 = normalized(small.refined).mul(all);
    Map<String, NDArray> terms = new LinkedHashMap<>();
    terms.put(
        "minimum", minimum(whole.refined, present).add(minimum(small.refined, present)).mul(0.5f));
    terms.put("equivariance", maps1.sub(maps2).abs().mean());
    terms.put("cross", hardest(seeds(maps2), refined1).add(hardest(seeds(maps1), refined2)));
    return terms;
  }

  /**
   * The positive part of each map brought to 0..1.
   *
   * @param x {@code [N,C,h,w]}; gradients flow, through minimum and maximum too
   * @return {@code relu(p - min - 1e-5) / (max - min + 1e-5)} with p = relu(x)
   */
  static NDArray normalized(NDArray x) {
    long n = x.getShape().get(0);
    long channels = x.getShape().get(1);
    NDArray p = x.maximum(0).reshape(n, channels, -1);
    NDArray max = p.max(new int[] {2}, true);
    NDArray min = p.min(new int[] {2}, true);
    NDArray lifted = p.sub(min).sub(EPSILON).maximum(0);
    return lifted.div(max.sub(min).add(EPSILON)).reshape(x.getShape());
  }

  private static NDArray like(NDArray x, NDArray other) {
    return ResizeMatrix.aligned(
        x, Math.toIntExact(other.getShape().get(2)), Math.toIntExact(other.getShape().get(3)));
  }

  /** Adaptive min pooling: where classes are least, there should be nothing of them. */
  private static NDArray minimum(NDArray refined, NDArray present) {
    NDArray largest = refined.get(":, 1:").mul(present).max(new int[] {1}, false);
    NDArray cells = largest.reshape(largest.getShape().get(0), -1);
    int count = Math.max(1, Math.toIntExact(cells.getShape().get(1)) / LEAST);
    return cells.topK(count, 1, false, false).get(0).maximum(0).mean();
  }

  /** Background and the largest class of each cell; the target of the other view. */
  private static NDArray seeds(NDArray maps) {
    NDArray constant = maps.stopGradient();
    NDArray largest = constant.max(new int[] {1}, true);
    NDArray kept = constant.mul(constant.eq(largest).toType(constant.getDataType(), false));
    return largest.mul(-1).add(1).concat(kept, 1);
  }

  private static NDArray hardest(NDArray target, NDArray refined) {
    NDArray difference = target.sub(refined).abs();
    NDArray flat = difference.reshape(difference.getShape().get(0), -1);
    int count = Math.max(1, (int) (flat.getShape().get(1) * HARD));
    return flat.topK(count, 1, true, false).get(0).mean();
  }
}
