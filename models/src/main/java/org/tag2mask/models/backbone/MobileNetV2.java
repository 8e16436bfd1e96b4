package org.tag2mask.models.backbone;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Padding;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.NetworkSpec;

/**
 * MobileNetV2 1.0 (Sandler et al. 2018), torchvision names.
 *
 * <p>Options: {@code batch_norm=folded} (default): normalisation folded into every convolution,
 * TensorFlow SAME padding, RGB scaled to -1..1, as in files made from TensorFlow's; {@code
 * batch_norm=yes}: torchvision's network, with normalisation layers, zeros on all sides and
 * ImageNet's mean and deviation, where {@code norm} is frozen (default) or trained; {@code
 * output_stride} 32 (default), 16 or 8: the strides beyond it become dilation, and the block that
 * lost its stride keeps the dilation of its input; {@code last}: index of the last {@code features}
 * entry kept, 0..18.
 */
final class MobileNetV2 implements Backbone {
  private static final int LAST = 18;

  /** The entries after which the stride doubles, and the last one before the final expansion. */
  private static final List<Integer> STAGE_ENDS = List.of(1, 3, 6, 13, 17);

  /** Expansion, channels, repeats, stride of the seven stages. */
  private static final int[][] STAGES = {
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1}
  };

  @Override
  public String name() {
    return "mobilenet_v2";
  }

  @Override
  public Set<String> options() {
    return Set.of("output_stride", "last", "batch_norm", Norms.OPTION);
  }

  @Override
  public ImageInput input() {
    return ImageInput.signedUnit();
  }

  @Override
  public ImageInput input(NetworkSpec spec) {
    return folded(spec) ? ImageInput.signedUnit() : ImageInput.imageNet();
  }

  private static boolean folded(NetworkSpec spec) {
    return spec.oneOf("batch_norm", "folded", "folded", "yes").equals("folded");
  }

  @Override
  public Features build(GraphBuilder g, Value image, NetworkSpec spec) {
    int wanted = spec.oneOf("output_stride", 32, 8, 16, 32);
    int last = spec.integer("last", LAST);
    if (last < 0 || last > LAST) {
      throw new ModelException("mobilenet_v2: last must be 0.." + LAST + ", not " + last);
    }
    ConvNorm layers = folded(spec) ? ConvNorm.folded(spec) : ConvNorm.separate(spec);
    Value x = g.relu6(layers.strided(g, "features.0.0", "features.0.1", image, Conv2d.of(32, 3)));
    int stride = 2;
    int dilation = 1;
    int index = 1;
    List<Stage> levels = new ArrayList<>();
    for (int[] stage : STAGES) {
      for (int repeat = 0; repeat < stage[2] && index <= last; repeat++, index++) {
        int step = repeat == 0 ? stage[3] : 1;
        int ownDilation = dilation;
        if (step > 1 && stride * step > wanted) {
          dilation *= step;
          step = 1;
        }
        stride *= step;
        x = block(g, layers, "features." + index, x, stage[0], stage[1], step, ownDilation);
        if (STAGE_ENDS.contains(index)) {
          levels.add(new Stage(x, stride));
        }
      }
    }
    if (last == LAST) {
      x = g.relu6(layers.apply(g, "features.18.0", "features.18.1", x, Conv2d.of(1280, 1)));
    }
    return new Features(x, stride, Map.of(), last < 17 ? List.of() : levels);
  }

  /** Inverted residual: 1×1 expansion, 3×3 depthwise, 1×1 linear projection. */
  private static Value block(
      GraphBuilder g,
      ConvNorm layers,
      String name,
      Value x,
      int expansion,
      int out,
      int stride,
      int dilation) {
    String path = name + ".conv.";
    Value y = x;
    int next = 0;
    if (expansion != 1) {
      Conv2d expand = Conv2d.of(x.channels() * expansion, 1);
      y = g.relu6(layers.apply(g, path + "0.0", path + "0.1", y, expand));
      next = 1;
    }
    Conv2d depthwise = Conv2d.of(y.channels(), 3).depthwise().dilation(dilation);
    String conv = path + next + ".0";
    String norm = path + next + ".1";
    y =
        g.relu6(
            stride == 1
                ? layers.apply(g, conv, norm, y, depthwise.padding(dilation))
                : layers.strided(g, conv, norm, y, depthwise));
    y = layers.apply(g, path + (next + 1), path + (next + 2), y, Conv2d.of(out, 1));
    return stride == 1 && x.channels() == out ? g.add(x, y) : y;
  }

  /**
   * A convolution with its normalisation.
   *
   * @param norms the layer behind a convolution without bias; empty where it is folded into one
   *     with bias
   * @param zeros around a 3×3 window of stride 2
   */
  private record ConvNorm(Optional<Norms> norms, Padding zeros) {
    static ConvNorm folded(NetworkSpec spec) {
      if (spec.options().containsKey(Norms.OPTION)) {
        throw new ModelException(
            "mobilenet_v2: option norm needs batch_norm=yes; folded ones cannot be trained");
      }
      return new ConvNorm(Optional.empty(), Padding.SAME);
    }

    static ConvNorm separate(NetworkSpec spec) {
      return new ConvNorm(Optional.of(Norms.of(spec, 0.1)), Padding.all(1));
    }

    Value apply(GraphBuilder g, String conv, String norm, Value x, Conv2d layer) {
      return norms
          .map(own -> own.apply(g, norm, g.conv(conv, x, layer.noBias())))
          .orElseGet(() -> g.conv(conv, x, layer));
    }

    /** A 3×3 convolution of stride 2. */
    Value strided(GraphBuilder g, String conv, String norm, Value x, Conv2d layer) {
      return apply(g, conv, norm, x, layer.stride(2).padding(zeros));
    }
  }
}
