package org.tag2mask.models.backbone;

import java.util.Set;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.NetworkSpec;

/**
 * SqueezeNet 1.0 (Iandola et al. 2016) up to its last fire module, torchvision names, Caffe input
 * (BGR minus 104, 117, 123). Option {@code pad} 0 (default, as published) or 3 for the 7×7 stem:
 * with 3 the map keeps one cell per 16 pixels at the borders.
 */
final class SqueezeNet implements Backbone {
  /** Index and squeeze channels of the fire modules; they expand to four times two. */
  private static final int[][] FIRES = {
    {3, 16, 64},
    {4, 16, 64},
    {5, 32, 128},
    {7, 32, 128},
    {8, 48, 192},
    {9, 48, 192},
    {10, 64, 256},
    {12, 64, 256}
  };

  @Override
  public String name() {
    return "squeezenet1_0";
  }

  @Override
  public Set<String> options() {
    return Set.of("pad");
  }

  @Override
  public ImageInput input() {
    return new ImageInput(
        ImageInput.ChannelOrder.BGR, new float[] {104, 117, 123}, new float[] {1, 1, 1});
  }

  @Override
  public Features build(GraphBuilder g, Value image, NetworkSpec spec) {
    int pad = spec.oneOf("pad", 0, 0, 3);
    Value x = g.relu(g.conv("features.0", image, Conv2d.of(96, 7).stride(2).padding(pad)));
    x = pool(g, x);
    for (int[] fire : FIRES) {
      if (fire[0] == 7 || fire[0] == 12) {
        x = pool(g, x);
      }
      x = fire(g, "features." + fire[0], x, fire[1], fire[2]);
    }
    return new Features(x, 16);
  }

  private static Value fire(GraphBuilder g, String path, Value x, int squeeze, int expand) {
    Value s = g.relu(g.conv(path + ".squeeze", x, Conv2d.of(squeeze, 1)));
    Value one = g.relu(g.conv(path + ".expand1x1", s, Conv2d.of(expand, 1)));
    Value three = g.relu(g.conv(path + ".expand3x3", s, Conv2d.of(expand, 3).padding(1)));
    return g.concat(1, one, three);
  }

  private static Value pool(GraphBuilder g, Value x) {
    return g.maxPool(x, 3, 2, 0, true);
  }
}
