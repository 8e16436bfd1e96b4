package org.tag2mask.models.head;

import java.util.List;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.params.Initializer;

/**
 * SEAM (Wang et al. 2020): class activation maps, spread among alike cells by {@link
 * PixelCorrelation}. The layer {@code fc8} has a channel for the background before those of the
 * classes, as the official files have it; nothing trains or reads it.
 *
 * <p>Outputs: {@code cam [N,K,h,w]} (the spread maps of the classes, in 0..1), {@code score [N,K]}
 * (the average of the maps before), and for training {@code map [N,K,h,w]} (signed), {@code refined
 * [N,K+1,h,w]} (spread, background first) and {@code logits [N,K+1,h,w]} (all of {@code fc8}). The
 * public code resizes its spread maps to the pixels with aligned corners inside the network and
 * again with half-pixel centres outside; here they are left on their cells and resized once.
 *
 * <p>Option: {@code rate} of the dropout of whole channels before {@code fc8} (default 0.5; 0 for
 * none).
 */
final class SeamHead implements Head {
  private static final Initializer SMALL = new Initializer.Normal(0.01f);

  @Override
  public String name() {
    return "seam";
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.CLASSIFIER;
  }

  @Override
  public Set<String> options() {
    return Set.of("rate");
  }

  @Override
  public List<String> published(NetworkSpec spec) {
    return List.of("cam", "score");
  }

  @Override
  public void build(GraphBuilder g, Features features, NetworkSpec spec) {
    Pyramid pyramid = Pyramid.of(features, spec);
    double rate = spec.number("rate", 0.5);
    if (!(rate >= 0 && rate < 1)) {
      throw new ModelException("seam: rate must be 0 or more and below 1, not " + rate);
    }
    Value x = rate == 0 ? features.map() : g.dropout(features.map(), rate, Op.Dropped.SLICES);
    Conv2d classes = Conv2d.of(spec.classes() + 1, 1).noBias().initial(SMALL);
    Value logits = g.conv("fc8", x, classes);
    Value maps = g.sliceFrom(logits, 1, 1);
    Value refined = PixelCorrelation.of(g, g.input(), pyramid, maps);
    g.output("cam", g.sliceFrom(refined, 1, 1));
    g.output("score", g.globalMean(maps));
    g.output("map", maps);
    g.output("refined", refined);
    g.output("logits", logits);
  }
}
