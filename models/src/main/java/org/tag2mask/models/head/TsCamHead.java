package org.tag2mask.models.head;

import java.util.List;
import java.util.Set;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op.Arithmetic;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.params.Initializer;

/**
 * TS-CAM (Gao et al. 2021): a 3×3 convolution {@code head} on the patch tokens of a transformer
 * gives K maps, whose global average is the score; each is multiplied by what the class token looks
 * at, summed over all blocks.
 *
 * <p>Outputs: {@code cam = relu(map · attention) [N,K,h,w]}, {@code score [N,K]}, {@code attention
 * [N,1,h,w]}; not published: {@code signed_cam = map · attention}, which the public code scales to
 * 0..1 without a ReLU.
 */
final class TsCamHead implements Head {
  private static final Initializer SMALL = new Initializer.Normal(0.02f);

  @Override
  public String name() {
    return "tscam";
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.CLASSIFIER;
  }

  @Override
  public Set<String> options() {
    return Set.of();
  }

  @Override
  public List<String> published(NetworkSpec spec) {
    return List.of("cam", "score", "attention");
  }

  @Override
  public void build(GraphBuilder g, Features features, NetworkSpec spec) {
    TokenAttention tokens = new TokenAttention(g, features, name(), 1);
    Conv2d conv = Conv2d.of(spec.classes(), 3).padding(1).initial(SMALL);
    Value maps = g.conv("head", features.map(), conv);
    Value attention = tokens.ofClasses(1, tokens.blocks());
    Value signed = g.binary(Arithmetic.MUL, maps, attention);
    g.output("cam", g.relu(signed));
    g.output("score", g.globalMean(maps));
    g.output("signed_cam", signed);
    g.output("attention", attention);
  }
}
