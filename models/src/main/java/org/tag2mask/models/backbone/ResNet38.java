package org.tag2mask.models.backbone;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.NetworkSpec;

/**
 * ResNet-38 wide, "model A1" (Wu, Shen and van den Hengel 2016) with the names of AffinityNet: a
 * pre-activation network of output stride 8. Taps {@code conv4, conv5, conv6} (512, 1024 and 4096
 * channels, all at 1/8, after ReLU) and the residual sums {@code b2..b7}. Option {@code norm}
 * frozen (default) or trained.
 */
final class ResNet38 implements Backbone {

  /** Stage, blocks, middle and output channels, stride of the first block, its dilations. */
  private record Blocks(
      String name, int count, int mid, int out, int stride, int first, int dilation) {}

  private static final Blocks[] STAGES = {
    new Blocks("b2", 3, 128, 128, 2, 1, 1),
    new Blocks("b3", 3, 256, 256, 2, 1, 1),
    new Blocks("b4", 6, 512, 512, 2, 1, 1),
    new Blocks("b5", 3, 512, 1024, 1, 1, 2)
  };

  @Override
  public String name() {
    return "resnet38";
  }

  @Override
  public Set<String> options() {
    return Set.of(Norms.OPTION);
  }

  @Override
  public ImageInput input() {
    return ImageInput.imageNet();
  }

  @Override
  public Features build(GraphBuilder g, Value image, NetworkSpec spec) {
    Norms norms = Norms.of(spec, 0.1);
    Map<String, Value> taps = new LinkedHashMap<>();
    Value x = g.conv("conv1a", image, Conv2d.of(64, 3).padding(1).noBias());
    for (Blocks stage : STAGES) {
      for (int i = 0; i < stage.count(); i++) {
        String path = i == 0 ? stage.name() : stage.name() + "_" + i;
        Value a = g.relu(norms.apply(g, path + ".bn_branch2a", x));
        if (path.equals("b5")) {
          taps.put("conv4", a);
        }
        int stride = i == 0 ? stage.stride() : 1;
        int first = i == 0 ? stage.first() : stage.dilation();
        x = basic(g, norms, path, x, a, stage, stride, first);
      }
      taps.put(stage.name(), x);
    }
    Value conv5 = g.relu(norms.apply(g, "b6.bn_branch2a", x));
    taps.put("conv5", conv5);
    x = bottleneck(g, norms, "b6", conv5, 2048, 0.3);
    taps.put("b6", x);
    x = bottleneck(g, norms, "b7", g.relu(norms.apply(g, "b7.bn_branch2a", x)), 4096, 0.5);
    taps.put("b7", x);
    Value conv6 = g.relu(norms.apply(g, "bn7", x));
    taps.put("conv6", conv6);
    List<Stage> stages =
        List.of(
            new Stage(taps.get("b2"), 2),
            new Stage(taps.get("b3"), 4),
            new Stage(taps.get("conv4"), 8),
            new Stage(conv5, 8),
            new Stage(conv6, 8));
    return new Features(conv6, 8, taps, stages);
  }

  private static Value basic(
      GraphBuilder g,
      Norms norms,
      String path,
      Value x,
      Value a,
      Blocks stage,
      int stride,
      int first) {
    Value y = g.conv(path + ".conv_branch2a", a, wide(stage.mid(), first).stride(stride));
    y = g.relu(norms.apply(g, path + ".bn_branch2b1", y));
    y = g.conv(path + ".conv_branch2b1", y, wide(stage.out(), stage.dilation()));
    boolean same = stride == 1 && x.channels() == stage.out();
    Value shortcut =
        same
            ? x
            : g.conv(path + ".conv_branch1", a, Conv2d.of(stage.out(), 1).stride(stride).noBias());
    return g.add(shortcut, y);
  }

  private static Value bottleneck(
      GraphBuilder g, Norms norms, String path, Value a, int out, double dropout) {
    Value y = g.conv(path + ".conv_branch2a", a, Conv2d.of(out / 4, 1).noBias());
    y = g.relu(norms.apply(g, path + ".bn_branch2b1", y));
    y = g.dropout(y, dropout, Op.Dropped.SLICES);
    y = g.conv(path + ".conv_branch2b1", y, wide(out / 2, 4));
    y = g.relu(norms.apply(g, path + ".bn_branch2b2", y));
    y = g.dropout(y, dropout, Op.Dropped.SLICES);
    y = g.conv(path + ".conv_branch2b2", y, Conv2d.of(out, 1).noBias());
    return g.add(g.conv(path + ".conv_branch1", a, Conv2d.of(out, 1).noBias()), y);
  }

  private static Conv2d wide(int out, int dilation) {
    return Conv2d.of(out, 3).dilation(dilation).padding(dilation).noBias();
  }
}
