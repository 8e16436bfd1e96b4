package org.tag2mask.models.head;

import java.util.List;
import java.util.Set;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Op.Arithmetic;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.Initializer.Fan;

/**
 * Co-attention and contrastive co-attention between two images (Sun et al. 2020, "Mining
 * cross-image semantics"). With the maps {@code F_m, F_n} of an image m and its partner n,
 * flattened to {@code [C,P_m]} and {@code [C,P_n]}, and a class layer φ, a 1×1 convolution to K
 * maps:
 *
 * <pre>
 * P = F_mᵀ W F_n                     [P_m,P_n]  affinity
 * F_m' = F_n softmax(Pᵀ)             [C,P_m]    what m has in common with n, softmax over P_n
 * F_n' = F_m softmax(P)              [C,P_n]    softmax over P_m
 * F_m" = F_m · (1 - σ(w F_m'))       [C,P_m]    what m does not share with n
 * </pre>
 *
 * <p>Outputs, before the sigmoid: {@code score} of φ(F_m), {@code co_score} of φ(F_m'), {@code
 * contrast_score} of φ(F_m"), each {@code [N,K]} the average of the map of the same name; {@code
 * cam} and {@code co_cam} are the maps without their negative part. {@code partner_} stands before
 * the same of n. {@code affinity} and {@code attention} {@code [N,P_m,P_n]}, whose columns sum to
 * 1, are P and its softmax over P_m.
 *
 * <p>Options: {@code classifier=shared} (default, as in the paper) takes one φ for all maps, {@code
 * separate} (as in the public code) one with a bias for F and one without for F' and F"; {@code
 * convs}, 3×3 convolutions with ReLU between backbone and F, 0 (default) to 3; {@code neck} as in
 * {@link CamHead}; {@code seam=yes} adds {@code refined [N,K+1,h,w]}, the map of an image spread
 * among alike cells by {@link PixelCorrelation}, for the regularisation by SEAM that the paper
 * trains with on LID. Layers have the names of the public code, which keeps W transposed in {@code
 * extra_linear_e}.
 */
final class McisHead implements PairHead {
  private static final Initializer SMALL = new Initializer.Normal(0.01f);

  /** What torch draws for linear layers: a wider one would saturate the first softmax. */
  private static final Initializer LINEAR = new Initializer.Kaiming(1 / Math.sqrt(3), Fan.IN);

  private static final String PARTNER = "partner_";

  /** One image on its way: F as map and flattened, and φ(F). */
  private record Branch(Value features, Value flat, Value map) {}

  @Override
  public String name() {
    return "mcis";
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.CLASSIFIER;
  }

  @Override
  public Set<String> options() {
    return Set.of(Neck.OPTION, "classifier", "convs", "seam");
  }

  @Override
  public List<String> published(NetworkSpec spec) {
    return List.of("cam", "score");
  }

  @Override
  public List<String> publishedForPairs() {
    return List.of("cam", "score", "co_cam", "co_score", "partner_co_cam", "partner_co_score");
  }

  @Override
  public void build(GraphBuilder g, Features features, NetworkSpec spec) {
    branch(g, "", Op.Source.IMAGE, features, spec);
  }

  @Override
  public void build(GraphBuilder g, Features image, Features partner, NetworkSpec spec) {
    Branch m = branch(g, "", Op.Source.IMAGE, image, spec);
    Branch n = branch(g, PARTNER, Op.Source.PARTNER, partner, spec);
    Value rows = g.transpose(m.flat, 0, 2, 1);
    Value projected = g.dense("extra_linear_e", rows, m.features.channels(), false, LINEAR);
    Value affinity = g.matMul(projected, n.flat);
    Value overImage = g.softmax(affinity, 1);
    Value overPartner = g.softmax(affinity, 2);
    g.output("affinity", affinity);
    g.output("attention", overImage);
    // (softmax(P) over P_n) F_nᵀ is F_m' transposed: P itself is never transposed.
    Value attended = g.matMul(overPartner, g.transpose(n.flat, 0, 2, 1));
    shared(g, "", m, g.mapLike(g.transpose(attended, 0, 2, 1), m.features), spec);
    shared(g, PARTNER, n, g.mapLike(g.matMul(m.flat, overImage), n.features), spec);
  }

  /** F and φ(F) of one image. */
  private static Branch branch(
      GraphBuilder g, String prefix, Op.Source source, Features from, NetworkSpec spec) {
    Value x = ExtraConvs.of(g, Neck.of(g, from.map(), spec), spec);
    Conv2d phi = Conv2d.of(spec.classes(), 1).initial(SMALL);
    Value map =
        separate(spec) ? g.conv("extra_last_conv", x, phi) : g.conv("classifier", x, phi.noBias());
    g.output(prefix + "feature", x);
    g.output(prefix + "map", map);
    g.output(prefix + "cam", g.relu(map));
    g.output(prefix + "score", g.globalMean(map));
    if (spec.oneOf("seam", "no", "yes", "no").equals("yes")) {
      Pyramid pyramid = Pyramid.of(from, spec);
      g.output(prefix + "refined", PixelCorrelation.of(g, g.input(source), pyramid, map));
    }
    return new Branch(x, g.reshape(x, 0, 0, -1), map);
  }

  /** The outputs of what an image shares with the other, and of what it does not. */
  private static void shared(
      GraphBuilder g, String prefix, Branch own, Value common, NetworkSpec spec) {
    Value co = classes(g, common, spec);
    g.output(prefix + "co_map", co);
    g.output(prefix + "co_cam", g.relu(co));
    g.output(prefix + "co_score", g.globalMean(co));
    Conv2d gate = Conv2d.of(1, 1).noBias().initial(SMALL);
    Value where = g.apply(Op.Function.SIGMOID, g.conv("extra_gate_merge", common, gate));
    Value rest = g.binary(Arithmetic.MUL, own.features, g.affine(where, -1, 1));
    Value contrast = classes(g, rest, spec);
    g.output(prefix + "contrast_map", contrast);
    g.output(prefix + "contrast_score", g.globalMean(contrast));
  }

  private static Value classes(GraphBuilder g, Value x, NetworkSpec spec) {
    Conv2d phi = Conv2d.of(spec.classes(), 1).noBias().initial(SMALL);
    return g.conv(separate(spec) ? "extra_gate" : "classifier", x, phi);
  }

  private static boolean separate(NetworkSpec spec) {
    return spec.oneOf("classifier", "shared", "shared", "separate").equals("separate");
  }
}
