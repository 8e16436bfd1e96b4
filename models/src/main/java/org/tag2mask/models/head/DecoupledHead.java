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
 * Decoupled spatial attention (Zhang, Lin, Cai, Shen, Shen and Kot): on the features X an expansive
 * detector, which finds whole objects, weighs a discriminative one, which finds their telling
 * parts. With a dropout before and after the expansive convolution:
 *
 * <pre>
 * z = log(1 + e^(w·x + b)) + 0.1      a = z / sum over pixels of z             (Eq. 5-7)
 * s = v·x + h                         p = sum over pixels of s·a               (Eq. 8, 9)
 * cam = q·A + (1 - q)·S               q = softmax over classes of p            (Eq. 11)
 * </pre>
 *
 * A and S are a and s, each map min-max normalised by itself. Outputs: {@code cam [N,K,h,w]} in [0,
 * 1), {@code score = p [N,K]}, {@code expansive = a [N,K,h,w]}, {@code discriminative = s
 * [N,K,h,w]} (may be negative), {@code feature_sum [N,1,h,w]} (X summed over its channels, low on
 * background).
 *
 * <p>Options: {@code rate} of the dropouts (default 0.5; 0 for none); {@code streams} two (default)
 * or one, the ablation that has the discriminative detector alone, with the dropouts around it, a
 * plain average as score, and no {@code expansive} output; {@code rectify} no (default) or yes:
 * negative values of s count as 0 in the merge, which keeps S low on background; {@code neck} as in
 * {@link CamHead}.
 */
final class DecoupledHead implements Head {
  private static final double LEAST_ATTENTION = 0.1;
  private static final Initializer SMALL = new Initializer.Normal(0.01f);

  @Override
  public String name() {
    return "decoupled";
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.CLASSIFIER;
  }

  @Override
  public Set<String> options() {
    return Set.of(Neck.OPTION, "rate", "streams", "rectify");
  }

  @Override
  public List<String> published(NetworkSpec spec) {
    return twoStreams(spec)
        ? List.of("cam", "score", "expansive", "discriminative", "feature_sum")
        : List.of("cam", "score", "discriminative", "feature_sum");
  }

  private static boolean twoStreams(NetworkSpec spec) {
    return spec.oneOf("streams", "two", "two", "one").equals("two");
  }

  @Override
  public void build(GraphBuilder g, Features features, NetworkSpec spec) {
    Value x = Neck.of(g, features.map(), spec);
    double rate = spec.number("rate", 0.5);
    if (!(rate >= 0 && rate < 1)) {
      throw new ModelException("decoupled: rate must be 0 or more and below 1, not " + rate);
    }
    boolean rectify = spec.oneOf("rectify", "no", "yes", "no").equals("yes");
    Conv2d detector = Conv2d.of(spec.classes(), 1).initial(SMALL);
    if (twoStreams(spec)) {
      Value s = g.conv("discriminative", x, detector);
      Value u = drop(g, g.conv("expansive", drop(g, x, rate), detector), rate);
      Value z = g.affine(g.apply(Op.Function.SOFTPLUS, u), 1, LEAST_ATTENTION);
      decoupled(g, s, z, rectify ? g.relu(s) : s);
    } else {
      Value s = drop(g, g.conv("discriminative", drop(g, x, rate), detector), rate);
      g.output("discriminative", s);
      g.output("score", g.globalMean(s));
      g.output("cam", MinMax.of(g, rectify ? g.relu(s) : s));
    }
    g.output("feature_sum", g.reduce(Op.Reduction.SUM, x, 1, true));
  }

  private static void decoupled(GraphBuilder g, Value s, Value z, Value telling) {
    // Attention in units of its own mean: p is then a mean, which float16 holds at any size.
    Value mean = column(g, g.globalMean(z));
    Value relative = g.binary(Op.Arithmetic.DIV, z, mean);
    Value p = g.globalMean(g.binary(Op.Arithmetic.MUL, s, relative));
    Value flat = g.reshape(relative, 0, 0, -1);
    Value sum = g.reduce(Op.Reduction.SUM, flat, 2, true);
    Value a = g.mapLike(g.binary(Op.Arithmetic.DIV, flat, sum), z);

    // Min-max does not see the factor between a and z, whose range does not shrink with the map.
    Value whole = MinMax.of(g, z);
    Value parts = MinMax.of(g, telling);
    Value q = column(g, g.softmax(p, 1));
    Value difference = g.binary(Op.Arithmetic.SUB, whole, parts);
    g.output("cam", g.add(parts, g.binary(Op.Arithmetic.MUL, q, difference)));
    g.output("score", p);
    g.output("expansive", a);
    g.output("discriminative", s);
  }

  /** {@code [N,C]} to {@code [N,C,1,1]}. */
  private static Value column(GraphBuilder g, Value vector) {
    return g.reshape(vector, 0, 0, 1, 1);
  }

  private static Value drop(GraphBuilder g, Value x, double rate) {
    return rate == 0 ? x : g.dropout(x, rate, Op.Dropped.VALUES);
  }
}
