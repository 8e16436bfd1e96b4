package org.tag2mask.models.backbone;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.NetworkSpec;

/**
 * VGG16 (Simonyan and Zisserman 2015) without its dense layers, torchvision names {@code
 * features.i}, taps {@code relu1_2 .. relu5_3}. Option {@code variant}:
 *
 * <ul>
 *   <li>{@code plain} (default): four 2×2 pools, output stride 16, ends at relu5_3;
 *   <li>{@code d1} (OAA, MCIS): pool4 3×3 with stride 1, conv5 dilation 2, output stride 8;
 *   <li>{@code s8}: as d1 with a pool5 3×3 of stride 1;
 *   <li>{@code cian}: 3×3 pools with padding 1, conv5 dilation 2, pool5 and an average pool of
 *       stride 1.
 * </ul>
 */
final class Vgg16 implements Backbone {
  private static final int[] CHANNELS = {64, 128, 256, 512, 512};
  private static final int[] CONVS = {2, 2, 3, 3, 3};

  @Override
  public String name() {
    return "vgg16";
  }

  @Override
  public Set<String> options() {
    return Set.of("variant");
  }

  @Override
  public ImageInput input() {
    return ImageInput.imageNet();
  }

  @Override
  public Features build(GraphBuilder g, Value image, NetworkSpec spec) {
    String variant = spec.oneOf("variant", "plain", "plain", "d1", "s8", "cian");
    boolean plain = variant.equals("plain");
    boolean cian = variant.equals("cian");
    Map<String, Value> taps = new LinkedHashMap<>();
    List<Stage> stages = new ArrayList<>();
    Value x = image;
    int index = 0;
    int stride = 1;
    for (int stage = 1; stage <= 5; stage++) {
      int dilation = stage == 5 && !plain ? 2 : 1;
      for (int i = 1; i <= CONVS[stage - 1]; i++, index += 2) {
        Conv2d conv = Conv2d.of(CHANNELS[stage - 1], 3).dilation(dilation).padding(dilation);
        x = g.relu(g.conv("features." + index, x, conv));
      }
      taps.put("relu" + stage + "_" + CONVS[stage - 1], x);
      stages.add(new Stage(x, stride));
      index++;
      if (stage <= 3 || (stage == 4 && plain)) {
        x = cian ? g.maxPool(x, 3, 2, 1, false) : g.maxPool(x, 2, 2, 0, false);
        stride *= 2;
      } else if (stage == 4 || variant.equals("s8") || cian) {
        x = g.maxPool(x, 3, 1, 1, false);
      }
    }
    return new Features(cian ? g.meanPool(x, 3, 1, 1) : x, stride, taps, stages);
  }
}
