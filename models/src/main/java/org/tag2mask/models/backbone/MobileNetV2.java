package org.tag2mask.models.backbone;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Padding;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.NetworkSpec;

/**
 * MobileNetV2 1.0 (Sandler et al. 2018) with batch normalisation folded into every convolution,
 * torchvision names, TensorFlow SAME padding and RGB scaled to -1..1.
 *
 * <p>Options: {@code output_stride} 32 (default), 16 or 8: the strides beyond it become dilation,
 * and the block that lost its stride keeps the dilation of its input; {@code last}: index of the
 * last {@code features} entry kept, 0..18.
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
    return Set.of("output_stride", "last");
  }

  @Override
  public ImageInput input() {
    return ImageInput.signedUnit();
  }

  @Override
  public Features build(GraphBuilder g, Value image, NetworkSpec spec) {
    int wanted = spec.oneOf("output_stride", 32, 8, 16, 32);
    int last = spec.integer("last", LAST);
    if (last < 0 || last > LAST) {
      throw new ModelException("mobilenet_v2: last must be 0.." + LAST + ", not " + last);
    }
    Conv2d stem = Conv2d.of(32, 3).stride(2).padding(Padding.SAME);
    Value x = g.relu6(g.conv("features.0.0", image, stem));
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
        x = block(g, "features." + index, x, stage[0], stage[1], step, ownDilation);
        if (STAGE_ENDS.contains(index)) {
          levels.add(new Stage(x, stride));
        }
      }
    }
    if (last == LAST) {
      x = g.relu6(g.conv("features.18.0", x, Conv2d.of(1280, 1)));
    }
    return new Features(x, stride, Map.of(), last < 17 ? List.of() : levels);
  }

  /** Inverted residual: 1×1 expansion, 3×3 depthwise, 1×1 linear projection. */
  private static Value block(
      GraphBuilder g, String name, Value x, int expansion, int out, int stride, int dilation) {
    Value y = x;
    int next = 0;
    if (expansion != 1) {
      y = g.relu6(g.conv(name + ".conv.0.0", y, Conv2d.of(x.channels() * expansion, 1)));
      next = 1;
    }
    Conv2d depthwise =
        Conv2d.of(y.channels(), 3)
            .depthwise()
            .stride(stride)
            .dilation(dilation)
            .padding(stride == 1 ? Padding.all(dilation) : Padding.SAME);
    y = g.relu6(g.conv(name + ".conv." + next + ".0", y, depthwise));
    y = g.conv(name + ".conv." + (next + 1), y, Conv2d.of(out, 1));
    return stride == 1 && x.channels() == out ? g.add(x, y) : y;
  }
}
