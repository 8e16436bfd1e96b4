package org.tag2mask.models.head;

import java.util.ArrayList;
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
 * Atrous spatial pyramid pooling of DeepLab v3 (Chen et al. 2017): a 1×1 convolution, dilated 3×3
 * convolutions and the global average side by side, each with batch normalisation and ReLU, joined,
 * projected by a 1×1 convolution, and classified by another. Output {@code logits [N,K+1,h,w]} at
 * the trunk's stride; names as in torchvision's {@code deeplabv3_*}.
 *
 * <p>Options: {@code rates}, the dilations ({@code deeplab_v3}: 6-12-18, doubled at stride 8 and
 * below; {@code aspp}: 3-6-9); {@code channels} of each branch (256; 64); {@code project}, channels
 * behind the join (256; 128); {@code dropout=yes} (rate 0.5) before the classifier.
 */
final class AsppHead implements Head {
  private static final double EPSILON = 1e-5;
  private static final double MOMENTUM = 0.1;
  private static final int FINE_STRIDE = 8;
  private static final Initializer SMALL = new Initializer.Normal(0.01f);

  private final String name;
  private final List<Integer> rates;
  private final List<Integer> fineRates;
  private final int channels;
  private final int projected;

  private AsppHead(
      String name, List<Integer> rates, List<Integer> fineRates, int channels, int projected) {
    this.name = name;
    this.rates = rates;
    this.fineRates = fineRates;
    this.channels = channels;
    this.projected = projected;
  }

  /** The published form. */
  static AsppHead deepLabV3() {
    return new AsppHead("deeplab_v3", List.of(6, 12, 18), List.of(12, 24, 36), 256, 256);
  }

  /** A small form for small pictures and CPUs. */
  static AsppHead small() {
    return new AsppHead("aspp", List.of(3, 6, 9), List.of(3, 6, 9), 64, 128);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.SEGMENTER;
  }

  @Override
  public Set<String> options() {
    return Set.of("rates", "channels", "project", "dropout");
  }

  @Override
  public List<String> published(NetworkSpec spec) {
    return List.of("logits");
  }

  @Override
  public void build(GraphBuilder g, Features features, NetworkSpec spec) {
    Value x = features.map();
    boolean fine = features.stride() <= FINE_STRIDE;
    List<Integer> dilations = spec.integers("rates", fine ? fineRates : rates);
    int width = spec.count("channels", channels);
    List<Value> branches = new ArrayList<>();
    branches.add(unit(g, "classifier.0.convs.0.", 0, x, Conv2d.of(width, 1)));
    for (int rate : dilations) {
      Conv2d conv = Conv2d.of(width, 3).dilation(rate).padding(rate);
      branches.add(unit(g, "classifier.0.convs." + branches.size() + ".", 0, x, conv));
    }
    // Torchvision counts the pooling itself as layer 0 of this branch.
    Value mean = g.reshape(g.globalMean(x), 0, 0, 1, 1);
    Value pooled =
        unit(g, "classifier.0.convs." + branches.size() + ".", 1, mean, Conv2d.of(width, 1));
    branches.add(g.resizeLike(pooled, x, Op.Corners.HALF_PIXEL));

    Value joined = g.concat(1, branches.toArray(Value[]::new));
    int behind = spec.count("project", projected);
    x = unit(g, "classifier.0.project.", 0, joined, Conv2d.of(behind, 1));
    if (spec.oneOf("dropout", "no", "yes", "no").equals("yes")) {
      x = g.dropout(x, 0.5, Op.Dropped.VALUES);
    }
    g.output("logits", g.conv("classifier.4", x, Conv2d.of(spec.classes() + 1, 1).initial(SMALL)));
  }

  /** Convolution at {@code first}, batch normalisation at the index after it, ReLU. */
  private static Value unit(GraphBuilder g, String path, int first, Value x, Conv2d conv) {
    Value y = g.conv(path + first, x, conv.noBias());
    return g.relu(g.batchNorm(path + (first + 1), y, EPSILON, MOMENTUM));
  }
}
