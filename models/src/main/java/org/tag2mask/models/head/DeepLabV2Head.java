package org.tag2mask.models.head;

import java.util.List;
import java.util.Set;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.params.Initializer;

/**
 * The head of DeepLab v2 (Chen et al. 2017): the sum of four 3×3 convolutions {@code aspp.c0..c3}
 * with dilations 6, 12, 18 and 24. Output {@code logits [N,K+1,h,w]}, background first. Made for a
 * map of stride 8.
 */
final class DeepLabV2Head implements Head {
  private static final Initializer SMALL = new Initializer.Normal(0.01f);
  private static final int[] DILATIONS = {6, 12, 18, 24};

  @Override
  public String name() {
    return "deeplab_v2";
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.SEGMENTER;
  }

  @Override
  public Set<String> options() {
    return Set.of();
  }

  @Override
  public List<String> published(NetworkSpec spec) {
    return List.of("logits");
  }

  @Override
  public void build(GraphBuilder g, Features features, NetworkSpec spec) {
    Value sum = null;
    for (int i = 0; i < DILATIONS.length; i++) {
      Conv2d conv = Conv2d.of(spec.classes() + 1, 3).dilation(DILATIONS[i]).padding(DILATIONS[i]);
      Value one = g.conv("aspp.c" + i, features.map(), conv.initial(SMALL));
      sum = sum == null ? one : g.add(sum, one);
    }
    g.output("logits", sum);
  }
}
