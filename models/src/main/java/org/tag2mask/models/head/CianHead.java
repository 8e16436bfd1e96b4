package org.tag2mask.models.head;

import java.util.List;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op.Arithmetic;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.params.Initializer;

/**
 * Cross-image affinity (Fan et al. 2020, "CIAN") before the classifier of DeepLab-LargeFOV. For
 * each pixel i of a query x with C channels and the pixels j of a reference r:
 *
 * <pre>
 * q = W_q x   k = maxpool(W_k r)   v = maxpool(W_v r)     C/2 channels, pools 3×3 with stride 2
 * m_i = Σ_j softmax_j(q_i · k_j) v_j                      message (Eqs. 1-3)
 * logits = classifier(x + norm(W_o m))                    (Eq. 4)
 * </pre>
 *
 * <p>The published {@code logits [N,K+1,h,w]} take the image itself as its reference. In training a
 * batch holds groups of images, and {@code cross_logits} merge the image's own message with those
 * from the other members of its group (Eq. 5); all weights are shared. The scale of the batch
 * normalisation begins at 0, so that at first the module adds nothing; weights of an earlier round
 * bring their own.
 *
 * <p>Options: {@code group}, images a group (2); {@code merge}, the largest ({@code max}, default)
 * or the {@code mean} of the messages; {@code rate}, the dilation of the classifier (12).
 */
final class CianHead implements Head {
  private static final double EPSILON = 1e-5;
  private static final double MOMENTUM = 0.1;
  private static final int LARGEST_GROUP = 16;

  /** The paper's: normal with deviation 0.01. */
  private static final Initializer SMALL = new Initializer.Normal(0.01f);

  @Override
  public String name() {
    return "cian";
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.SEGMENTER;
  }

  @Override
  public Set<String> options() {
    return Set.of("group", "merge", "rate");
  }

  @Override
  public List<String> published(NetworkSpec spec) {
    return List.of("logits");
  }

  @Override
  public void build(GraphBuilder g, Features features, NetworkSpec spec) {
    int group = spec.integer("group", 2);
    if (group < 2 || group > LARGEST_GROUP) {
      throw new ModelException(
          "cian: group is " + group + ", expected 2 to " + LARGEST_GROUP + " images");
    }
    boolean mean = spec.oneOf("merge", "max", "max", "mean").equals("mean");
    Value x = features.map();
    Value query = g.transpose(flat(g, halved(g, "query", x)), 0, 2, 1);
    Value keys = flat(g, pooled(g, halved(g, "reference", x)));
    Value values = g.transpose(flat(g, pooled(g, halved(g, "message", x))), 0, 2, 1);

    Value own = message(g, query, keys, values);
    Value merged = own;
    for (int by = 1; by < group; by++) {
      Value other = message(g, query, g.groupRoll(keys, group, by), g.groupRoll(values, group, by));
      merged = mean ? g.add(merged, other) : g.binary(Arithmetic.MAX, merged, other);
    }
    merged = mean ? g.affine(merged, 1.0 / group, 0) : merged;
    g.output("logits", logits(g, x, own, spec));
    g.output("cross_logits", logits(g, x, merged, spec));
  }

  private static Value halved(GraphBuilder g, String name, Value x) {
    int channels = Math.max(1, x.channels() / 2);
    return g.conv("affinity." + name, x, Conv2d.of(channels, 1).noBias().initial(SMALL));
  }

  private static Value pooled(GraphBuilder g, Value x) {
    return g.maxPool(x, 3, 2, 1, false);
  }

  private static Value flat(GraphBuilder g, Value map) {
    return g.reshape(map, 0, 0, -1);
  }

  /** The messages {@code [N,P,C/2]} to the pixels of the queries. */
  private static Value message(GraphBuilder g, Value query, Value keys, Value values) {
    return g.matMul(g.softmax(g.matMul(query, keys), -1), values);
  }

  private static Value logits(GraphBuilder g, Value x, Value message, NetworkSpec spec) {
    Value map = g.mapLike(g.transpose(message, 0, 2, 1), x);
    Conv2d back = Conv2d.of(x.channels(), 1).noBias().initial(SMALL);
    Value more =
        g.batchNorm(
            "affinity.norm",
            g.conv("affinity.output", map, back),
            EPSILON,
            MOMENTUM,
            Initializer.ZEROS);
    int rate = spec.integer("rate", 12);
    Conv2d classifier = Conv2d.of(spec.classes() + 1, 3).dilation(rate).padding(rate);
    return g.conv("cls_conv", g.add(x, more), classifier.noBias().initial(SMALL));
  }
}
