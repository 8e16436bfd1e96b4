package org.tag2mask.models.backbone;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.NetworkSpec;

/**
 * ResNet in the Caffe (MSRA) form that DeepLab v2 starts from: stride on the first 1×1 convolution,
 * ceil-mode max pooling, BGR minus mean, output stride 8 with dilation 2 and 4 in all blocks of the
 * last two stages; names {@code layer1.conv1}, {@code layerL.blockB.reduce} and so on, taps {@code
 * stem, layer2..layer5}. Option {@code norm} frozen (default) or trained.
 */
final class CaffeResNet implements Backbone {
  private final String name;
  private final int[] blocks;

  CaffeResNet(String name, int... blocks) {
    this.name = name;
    this.blocks = blocks;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<String> options() {
    return Set.of(Norms.OPTION);
  }

  @Override
  public ImageInput input() {
    return ImageInput.caffe();
  }

  @Override
  public Features build(GraphBuilder g, Value image, NetworkSpec spec) {
    Norms norms = Norms.of(spec, 0.001);
    Map<String, Value> taps = new LinkedHashMap<>();
    Value x = unit(g, norms, "layer1.conv1", image, Conv2d.of(64, 7).stride(2).padding(3));
    x = g.maxPool(g.relu(x), 3, 2, 1, true);
    taps.put("stem", x);
    int[] strides = {1, 2, 1, 1};
    int[] dilations = {1, 1, 2, 4};
    for (int stage = 0; stage < blocks.length; stage++) {
      for (int block = 0; block < blocks[stage]; block++) {
        String path = "layer" + (stage + 2) + ".block" + (block + 1);
        int stride = block == 0 ? strides[stage] : 1;
        x = block(g, norms, path, x, 64 << stage, stride, dilations[stage], block == 0);
      }
      taps.put("layer" + (stage + 2), x);
    }
    return new Features(x, 8, taps);
  }

  private static Value block(
      GraphBuilder g,
      Norms norms,
      String path,
      Value x,
      int width,
      int stride,
      int dilation,
      boolean project) {
    Value y = g.relu(unit(g, norms, path + ".reduce", x, Conv2d.of(width, 1).stride(stride)));
    Conv2d middle = Conv2d.of(width, 3).dilation(dilation).padding(dilation);
    y = g.relu(unit(g, norms, path + ".conv3x3", y, middle));
    y = unit(g, norms, path + ".increase", y, Conv2d.of(4 * width, 1));
    Value shortcut =
        project ? unit(g, norms, path + ".shortcut", x, Conv2d.of(4 * width, 1).stride(stride)) : x;
    return g.relu(g.add(y, shortcut));
  }

  private static Value unit(GraphBuilder g, Norms norms, String path, Value x, Conv2d conv) {
    return norms.apply(g, path + ".bn", g.conv(path + ".conv", x, conv.noBias()));
  }
}
