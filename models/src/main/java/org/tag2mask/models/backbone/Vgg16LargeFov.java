package org.tag2mask.models.backbone;

import java.util.ArrayList;
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
 * VGG16 in the DeepLab-LargeFOV form (Chen et al. 2015): names {@code conv1_1 .. fc7}, BGR minus
 * mean, 3×3 pools, conv5 dilation 2, fc6 a dilated 3×3 of 1024 channels, output stride 8. Taps
 * {@code conv4, conv5, conv5fc} as AffinityNet names them, the first two before their pools.
 *
 * <p>Options: {@code fc6_dilation} 12 (default, LargeFOV), 1 (AffinityNet's classifier) or 4 (its
 * affinity net); {@code pool5} yes (default) or no (AffinityNet's forward pass leaves out pool5 and
 * the average pool).
 */
final class Vgg16LargeFov implements Backbone {
  private static final int[] CHANNELS = {64, 128, 256, 512, 512};
  private static final int[] CONVS = {2, 2, 3, 3, 3};

  @Override
  public String name() {
    return "vgg16_largefov";
  }

  @Override
  public Set<String> options() {
    return Set.of("fc6_dilation", "pool5");
  }

  @Override
  public ImageInput input() {
    return ImageInput.caffe();
  }

  @Override
  public Features build(GraphBuilder g, Value image, NetworkSpec spec) {
    int dilation = spec.oneOf("fc6_dilation", 12, 1, 4, 12);
    boolean pool5 = spec.oneOf("pool5", "yes", "yes", "no").equals("yes");
    Map<String, Value> taps = new LinkedHashMap<>();
    List<Stage> stages = new ArrayList<>();
    Value x = image;
    for (int stage = 1; stage <= 5; stage++) {
      int own = stage == 5 ? 2 : 1;
      for (int i = 1; i <= CONVS[stage - 1]; i++) {
        Conv2d conv = Conv2d.of(CHANNELS[stage - 1], 3).dilation(own).padding(own);
        x = g.relu(g.conv("conv" + stage + "_" + i, x, conv));
      }
      if (stage >= 4) {
        taps.put("conv" + stage, x);
      }
      if (stage >= 2) {
        stages.add(new Stage(x, 1 << Math.min(3, stage - 1)));
      }
      if (stage < 5 || pool5) {
        x = g.maxPool(x, 3, stage <= 3 ? 2 : 1, 1, false);
      }
    }
    if (pool5) {
      x = g.meanPool(x, 3, 1, 1);
    }
    x = g.relu(g.conv("fc6", x, Conv2d.of(1024, 3).dilation(dilation).padding(dilation)));
    x = g.dropout(x, 0.5, Op.Dropped.SLICES);
    x = g.relu(g.conv("fc7", x, Conv2d.of(1024, 1)));
    taps.put("conv5fc", x);
    stages.add(new Stage(x, 8));
    return new Features(g.dropout(x, 0.5, Op.Dropped.SLICES), 8, taps, stages);
  }
}
