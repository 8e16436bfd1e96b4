package org.tag2mask.models.head;

import java.util.List;
import java.util.Set;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.params.Initializer;

/**
 * Class activation maps (Zhou et al. 2016): a 1×1 convolution without bias to K maps, whose global
 * average is the score. Outputs {@code cam = relu(map) [N,K,h,w]} and {@code score [N,K]}, and for
 * training {@code map [N,K,h,w]}.
 *
 * <p>Options: {@code neck}, channels of a 1×1 convolution with ReLU before the maps, 0 (default)
 * for none; {@code convs}, 3×3 convolutions with ReLU before the maps as OAA has them on VGG16
 * (layers {@code extra_convs}), 0 (default) to 3; {@code bias=yes} of the maps; {@code layer}, the
 * name of the last convolution ({@code classifier}; AffinityNet's files say {@code fc8}); {@code
 * dropout=yes} before it (rate 0.5 on whole channels); {@code root=yes} takes the square root of
 * the published map, as AffinityNet does on VGG16.
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
    return Set.of(Neck.OPTION, "convs", "bias", "layer", "dropout", "root");
  }

  @Override
  public List<String> published(NetworkSpec spec) {
    return List.of("cam", "score");
  }

  @Override
  public void build(GraphBuilder g, Features features, NetworkSpec spec) {
    Value x = ExtraConvs.of(g, Neck.of(g, features.map(), spec), spec);
    if (spec.oneOf("dropout", "no", "yes", "no").equals("yes")) {
      x = g.dropout(x, 0.5, Op.Dropped.SLICES);
    }
    String layer = spec.options().getOrDefault("layer", "classifier");
    Conv2d classes = Conv2d.of(spec.classes(), 1).initial(SMALL);
    boolean bias = spec.oneOf("bias", "no", "yes", "no").equals("yes");
    Value maps = g.conv(layer, x, bias ? classes : classes.noBias());
    Value cam = g.relu(maps);
    boolean root = spec.oneOf("root", "no", "yes", "no").equals("yes");
    g.output("cam", root ? g.apply(Op.Function.SQRT, cam) : cam);
    g.output("score", g.globalMean(maps));
    g.output("map", maps);
  }
}
