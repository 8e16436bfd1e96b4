package org.tag2mask.models.head;

import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.Initializer.Fan;

/**
 * The pixel correlation module of SEAM (Wang et al. 2020, Eq. 6): maps spread among the cells that
 * look alike. With F the image at the size of the maps joined with features of the trunk's third
 * and fourth stage:
 *
 * <pre>
 * f = w F / (‖w F‖ + 1e-5)       A = relu(fᵀ f), its columns divided by their sum + 1e-5
 * refined = d A
 * </pre>
 *
 * <p>d are the maps as seeds, through which no gradient flows: relu(map - 1e-5) over its maximum +
 * 1e-5, of which only the largest class of a cell stays, and before them the background, 1 minus
 * that largest. The trunk's features are detached too: what is learned is how cells are compared.
 * Layers {@code f8_3, f8_4, f9} as in the official files.
 */
final class PixelCorrelation {
  private static final double EPSILON = 1e-5;
  private static final int THIRD = 2;
  private static final int THIRD_CHANNELS = 64;
  private static final int FOURTH_CHANNELS = 128;
  private static final int CHANNELS = 192;
  private static final Initializer PART = new Initializer.Kaiming(Math.sqrt(2), Fan.IN);

  /** Xavier's with gain 4, which for as many outputs as inputs is the same deviation. */
  private static final Initializer JOINT = new Initializer.Kaiming(4, Fan.IN);

  private PixelCorrelation() {}

  /**
   * Adds the module.
   *
   * @param image the network's input {@code [N,3,H,W]}
   * @param pyramid the trunk's stages
   * @param maps of the classes {@code [N,K,h,w]}, before any ReLU
   * @return {@code [N,K+1,h,w]}, background first, none negative; over all classes at most 1
   */
  static Value of(GraphBuilder g, Value image, Pyramid pyramid, Value maps) {
    Value seeds = g.reshape(seeds(g, g.detach(maps)), 0, 0, -1);
    Value joined =
        g.concat(
            1,
            g.resizeLike(image, maps, Op.Corners.ALIGNED),
            part(g, "f8_3", pyramid.map(THIRD), THIRD_CHANNELS, maps),
            part(g, "f8_4", pyramid.map(THIRD + 1), FOURTH_CHANNELS, maps));
    Value f = g.conv("f9", joined, Conv2d.of(CHANNELS, 1).noBias().initial(JOINT));
    return g.mapLike(g.matMul(seeds, affinity(g, g.reshape(f, 0, 0, -1))), maps);
  }

  private static Value part(GraphBuilder g, String name, Value stage, int channels, Value like) {
    Conv2d conv = Conv2d.of(channels, 1).noBias().initial(PART);
    Value part = g.relu(g.conv(name, g.detach(stage), conv));
    return g.resizeLike(part, like, Op.Corners.ALIGNED);
  }

  private static Value seeds(GraphBuilder g, Value maps) {
    Value flat = g.reshape(maps, 0, 0, -1);
    Value top = g.affine(g.relu(g.reduce(Op.Reduction.MAX, flat, 2, true)), 1, EPSILON);
    Value above = g.relu(g.affine(flat, 1, -EPSILON));
    Value scaled = g.mapLike(g.binary(Op.Arithmetic.DIV, above, top), maps);
    Value background = g.affine(g.reduce(Op.Reduction.MAX, scaled, 1, true), -1, 1);
    return g.concat(1, background, g.keepLargest(scaled, 1));
  }

  /** {@code [N,C,P]} to {@code [N,P,P]} with columns of sum 1. */
  private static Value affinity(GraphBuilder g, Value f) {
    Value length = g.affine(g.reduce(Op.Reduction.NORM, f, 1, true), 1, EPSILON);
    Value unit = g.binary(Op.Arithmetic.DIV, f, length);
    Value cosine = g.relu(g.matMul(g.transpose(unit, 0, 2, 1), unit));
    Value sum = g.affine(g.reduce(Op.Reduction.SUM, cosine, 1, true), 1, EPSILON);
    return g.binary(Op.Arithmetic.DIV, cosine, sum);
  }
}
