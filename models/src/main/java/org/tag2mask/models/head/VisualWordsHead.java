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
import org.tag2mask.models.params.Parameter.Kind;

/**
 * Visual words and hybrid spatial pyramid pooling (Ru et al., VWE 2021 and VWL 2022), names of the
 * public code. On the features F {@code [N,D,h,w]}:
 *
 * <ul>
 *   <li>{@code cam [N,K,h,w]} = ReLU(classifier(F)), {@code score [N,K]} = classifier(pooled F),
 *       both without bias;
 *   <li>{@code pooled [N,D]}: for pooling {@code hspp} it is (γ·GAP(F) + f₁ + f₂ + f₄)/(γ + 3), f_r
 *       the mean over r × r windows of their maxima;
 *   <li>{@code word_cosine [N,k,h,w]}: of each F_i with each word of the codebook {@code
 *       VWE.centroid [k,D,1,1]}; F is detached, so that it teaches the codebook only;
 *   <li>{@code word_score [N,k]} = fc_b(GAP(F)): which words the image shows;
 *   <li>{@code word_image_score [N,K]} = fc_a(sum over pixels of the softmax over words of the
 *       cosines): the classes from the words alone;
 *   <li>{@code features} = F.
 * </ul>
 *
 * <p>Only the first two are published. Options: {@code words} k (default 256; 0 for none), {@code
 * pooling} hspp (default) or mean, {@code gamma} γ (default 2), {@code codebook} learned (default)
 * by gradients, or memory, a moving average that the objective keeps; {@code neck} as in {@link
 * CamHead}.
 */
final class VisualWordsHead implements Head {
  private static final Initializer SMALL = new Initializer.Normal(0.01f);
  private static final Initializer WORDS =
      new Initializer.Kaiming(Math.sqrt(2), Initializer.Fan.IN);

  /** Keeps a feature of zeros finite; far below any length that occurs. */
  private static final double LEAST_LENGTH = 1e-12;

  private static final int[] LEVELS = {1, 2, 4};

  @Override
  public String name() {
    return "vwe";
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.CLASSIFIER;
  }

  @Override
  public Set<String> options() {
    return Set.of(Neck.OPTION, "words", "pooling", "gamma", "codebook");
  }

  @Override
  public List<String> published(NetworkSpec spec) {
    return List.of("cam", "score");
  }

  @Override
  public void build(GraphBuilder g, Features features, NetworkSpec spec) {
    Value f = Neck.of(g, features.map(), spec);
    int words = spec.integer("words", 256);
    double gamma = spec.number("gamma", 2);
    if (words < 0 || gamma < 0) {
      throw new ModelException(
          "vwe: words and gamma must be 0 or more but are " + words + " and " + gamma);
    }
    boolean hybrid = spec.oneOf("pooling", "hspp", "hspp", "mean").equals("hspp");
    boolean learned = spec.oneOf("codebook", "learned", "learned", "memory").equals("learned");
    Value mean = g.globalMean(f);
    Conv2d classes = Conv2d.of(spec.classes(), 1).noBias().initial(SMALL);
    g.output("cam", g.relu(g.conv("classifier", f, classes)));
    Value pooled = hybrid ? hybrid(g, f, mean, gamma) : mean;
    g.output("score", linear(g, "classifier", pooled, classes));
    g.output("pooled", pooled);
    g.output("features", f);
    if (words > 0) {
      words(g, f, mean, words, learned ? Kind.WEIGHT : Kind.STATISTIC, classes);
    }
  }

  private static Value hybrid(GraphBuilder g, Value f, Value mean, double gamma) {
    Value sum = g.affine(mean, gamma, 0);
    for (int level : LEVELS) {
      sum = g.add(sum, g.pyramidPool(f, level));
    }
    return g.affine(sum, 1 / (gamma + LEVELS.length), 0);
  }

  private static void words(
      GraphBuilder g, Value f, Value mean, int words, Kind codebook, Conv2d classes) {
    int depth = f.channels();
    Value pixels = g.transpose(g.reshape(g.detach(f), 0, 0, -1), 0, 2, 1);
    Value rows =
        g.reshape(g.weight("VWE.centroid", codebook, WORDS, words, depth, 1, 1), 1, words, depth);
    Value columns = g.expand(g.transpose(unit(g, rows), 0, 2, 1), f);
    Value cosine = g.matMul(unit(g, pixels), columns);
    g.output("word_cosine", g.mapLike(g.transpose(cosine, 0, 2, 1), f));
    Value histogram = g.reduce(Op.Reduction.SUM, g.softmax(cosine, 2), 1, false);
    g.output("word_image_score", linear(g, "fc_a", histogram, classes));
    g.output("word_score", linear(g, "fc_b", mean, Conv2d.of(words, 1).noBias().initial(SMALL)));
  }

  /** Vectors of the last axis at length 1. */
  private static Value unit(GraphBuilder g, Value x) {
    Value length = g.reduce(Op.Reduction.NORM, x, 2, true);
    return g.binary(Op.Arithmetic.DIV, x, g.affine(length, 1, LEAST_LENGTH));
  }

  /** A 1×1 convolution on a vector {@code [N,C]}, as the public weights are shaped. */
  private static Value linear(GraphBuilder g, String name, Value vector, Conv2d conv) {
    return g.reshape(g.conv(name, g.reshape(vector, 0, 0, 1, 1), conv), 0, 0);
  }
}
