package org.tag2mask.models.backbone;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.NetworkSpec;

/**
 * ResNet (He et al. 2016) as torchvision has it: stride on the 3×3 convolution of a bottleneck,
 * taps {@code stem, layer1..layer4}.
 *
 * <p>Options: {@code output_stride} 32 (default), 16 or 8, where a stage that loses its stride is
 * dilated from its second block on (its first block keeps the dilation of its input); {@code
 * dilated=no} leaves the dilation out, as IRNet does; {@code multi_grid=1-2-4} multiplies the
 * dilation of the blocks of layer4, its first one included, by these (DeepLab v3); {@code norm}
 * frozen (default) or trained.
 */
final class ResNet implements Backbone {
  private final String name;
  private final int[] blocks;
  private final boolean bottleneck;

  ResNet(String name, boolean bottleneck, int... blocks) {
    this.name = name;
    this.bottleneck = bottleneck;
    this.blocks = blocks;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<String> options() {
    return Set.of("output_stride", "dilated", "multi_grid", Norms.OPTION);
  }

  @Override
  public ImageInput input() {
    return ImageInput.imageNet();
  }

  @Override
  public Features build(GraphBuilder g, Value image, NetworkSpec spec) {
    int wanted = spec.oneOf("output_stride", 32, 8, 16, 32);
    boolean dilated = spec.oneOf("dilated", "yes", "yes", "no").equals("yes");
    List<Integer> multiGrid = multiGrid(spec);
    Norms norms = Norms.of(spec, 0.1);
    Map<String, Value> taps = new LinkedHashMap<>();

    Value x = g.conv("conv1", image, Conv2d.of(64, 7).stride(2).padding(3).noBias());
    x = g.maxPool(g.relu(norms.apply(g, "bn1", x)), 3, 2, 1, false);
    taps.put("stem", x);
    int stride = 4;
    List<Stage> stages = new ArrayList<>(List.of(new Stage(x, stride)));
    int dilation = 1;
    for (int stage = 0; stage < blocks.length; stage++) {
      int step = stage == 0 ? 1 : 2;
      int first = dilation;
      if (stride * step > wanted) {
        dilation *= dilated ? step : 1;
        step = 1;
      }
      stride *= step;
      for (int block = 0; block < blocks[stage]; block++) {
        String path = "layer" + (stage + 1) + "." + block;
        boolean opening = block == 0;
        int own = opening ? first : dilation;
        if (stage == 3 && !multiGrid.isEmpty()) {
          own = dilation * multiGrid.get(block);
        }
        x = block(g, norms, path, x, 64 << stage, opening ? step : 1, own);
      }
      taps.put("layer" + (stage + 1), x);
      stages.add(new Stage(x, stride));
    }
    return new Features(x, stride, taps, stages);
  }

  private List<Integer> multiGrid(NetworkSpec spec) {
    List<Integer> grid = spec.integers("multi_grid", List.of());
    if (!grid.isEmpty() && grid.size() != blocks[3]) {
      throw new ModelException(
          name
              + ": multi_grid needs a number for each of the "
              + blocks[3]
              + " blocks of layer4,"
              + " such as 1-2-4, but has "
              + grid);
    }
    return grid;
  }

  private Value block(
      GraphBuilder g, Norms norms, String path, Value x, int width, int stride, int dilation) {
    int out = bottleneck ? 4 * width : width;
    Value y;
    if (bottleneck) {
      y = g.relu(norms.apply(g, path + ".bn1", g.conv(path + ".conv1", x, plain(width, 1))));
      y =
          g.conv(
              path + ".conv2",
              y,
              plain(width, 3).stride(stride).dilation(dilation).padding(dilation));
      y = g.relu(norms.apply(g, path + ".bn2", y));
      y = norms.apply(g, path + ".bn3", g.conv(path + ".conv3", y, plain(out, 1)));
    } else {
      y =
          g.conv(
              path + ".conv1",
              x,
              plain(width, 3).stride(stride).dilation(dilation).padding(dilation));
      y = g.relu(norms.apply(g, path + ".bn1", y));
      y = g.conv(path + ".conv2", y, plain(width, 3).dilation(dilation).padding(dilation));
      y = norms.apply(g, path + ".bn2", y);
    }
    Value shortcut = x;
    if (stride != 1 || x.channels() != out) {
      shortcut = g.conv(path + ".downsample.0", x, plain(out, 1).stride(stride));
      shortcut = norms.apply(g, path + ".downsample.1", shortcut);
    }
    return g.relu(g.add(y, shortcut));
  }

  private static Conv2d plain(int out, int kernel) {
    return Conv2d.of(out, kernel).noBias();
  }
}
