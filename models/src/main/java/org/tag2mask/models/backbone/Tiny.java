package org.tag2mask.models.backbone;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.NetworkSpec;

/**
 * A small residual network for training from scratch on a CPU: a 3×3 stem and four basic blocks (He
 * et al. 2016) of 24, 48, 96 and 96 channels, output stride 8, 0.34 M parameters at width 24,
 * receptive field about 100 pixels. Option {@code width} scales the channels.
 */
final class Tiny implements Backbone {
  private static final double EPSILON = 1e-5;
  private static final double MOMENTUM = 0.1;

  @Override
  public String name() {
    return "tiny";
  }

  @Override
  public Set<String> options() {
    return Set.of("width");
  }

  @Override
  public ImageInput input() {
    return ImageInput.signedUnit();
  }

  @Override
  public Features build(GraphBuilder g, Value image, NetworkSpec spec) {
    int width = spec.integer("width", 24);
    Value x = convNorm(g, "stem", image, Conv2d.of(width, 3).stride(2).padding(1));
    x = g.relu(x);
    List<Stage> stages = new ArrayList<>(List.of(new Stage(x, 2)));
    int[] widths = {width, 2 * width, 4 * width, 4 * width};
    int stride = 2;
    for (int i = 0; i < widths.length; i++) {
      int step = i < 2 ? 2 : 1;
      stride *= step;
      x = block(g, "block" + (i + 1), x, widths[i], step);
      stages.add(new Stage(x, stride));
    }
    return new Features(x, stride, Map.of(), stages);
  }

  private static Value block(GraphBuilder g, String name, Value x, int channels, int stride) {
    Value main = convNorm(g, name + ".1", x, Conv2d.of(channels, 3).stride(stride).padding(1));
    main = convNorm(g, name + ".2", g.relu(main), Conv2d.of(channels, 3).padding(1));
    Value shortcut = x;
    if (stride != 1 || x.channels() != channels) {
      shortcut = convNorm(g, name + ".shortcut", x, Conv2d.of(channels, 1).stride(stride));
    }
    return g.relu(g.add(main, shortcut));
  }

  private static Value convNorm(GraphBuilder g, String name, Value x, Conv2d conv) {
    return g.batchNorm(name + ".bn", g.conv(name + ".conv", x, conv.noBias()), EPSILON, MOMENTUM);
  }
}
