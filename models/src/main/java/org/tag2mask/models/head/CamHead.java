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
 * Class activation maps (Zhou et al. 2016): a 1×1 convolution without bias to K maps, whose global
 * average is the score. Outputs {@code cam = relu(map) [N,K,h,w]} and {@code score [N,K]}.
 *
 * <p>Option {@code neck}: channels of a 1×1 convolution with ReLU before the maps; 0 (default) for
 * none.
 */
final class CamHead implements Head {
  private static final Initializer SMALL = new Initializer.Normal(0.01f);

  @Override
  public String name() {
    return "cam";
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.CLASSIFIER;
  }

  @Override
  public Set<String> options() {
    return Set.of("neck");
  }

  @Override
  public List<String> published() {
    return List.of("cam", "score");
  }

  @Override
  public void build(GraphBuilder g, Features features, NetworkSpec spec) {
    Value x = features.map();
    int neck = spec.integer("neck", 0);
    if (neck > 0) {
      x = g.relu(g.conv("neck", x, Conv2d.of(neck, 1)));
    }
    Value maps = g.conv("classifier", x, Conv2d.of(spec.classes(), 1).noBias().initial(SMALL));
    g.output("cam", g.relu(maps));
    g.output("score", g.globalMean(maps));
  }
}
