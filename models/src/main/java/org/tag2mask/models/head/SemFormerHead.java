package org.tag2mask.models.head;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Op.Arithmetic;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.Parameter.Kind;

/**
 * SemFormer's segmentor (Chen et al. 2022): a transformer with a class token for the background and
 * each of the K classes, a linear layer on the patch tokens for the maps, and the class-relative
 * attention (CRA) that sharpens them: where each class token looks, summed over the last blocks,
 * from least to most brought to 0..1.
 *
 * <p>Outputs: {@code cam [N,K,h,w]}, {@code relu(logits)·cra} without the background, and {@code
 * score [N,K]}, the largest logit of each class. (The method itself takes tags as given; its
 * training lets a class be present where its mask is, and so the largest logit says whether there
 * is one.) With the background first: {@code logits} and {@code cra [N,K+1,h,w]}, and, not
 * published, {@code class_embedding [N,K+1,E]}, the ReLU of a linear layer of each class token,
 * which training compares with the semantics of the class-aware auto-encoder.
 *
 * <p>Options: {@code attention_blocks} (default 4); {@code class_dim}, the size E of a class
 * embedding (default 256).
 */
final class SemFormerHead implements Head {
  private static final Initializer SMALL = new Initializer.Normal(0.02f);

  @Override
  public String name() {
    return "semformer";
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.CLASSIFIER;
  }

  @Override
  public Set<String> options() {
    return Set.of("attention_blocks", "class_dim");
  }

  @Override
  public Map<String, String> backboneOptions(NetworkSpec spec) {
    return Map.of("class_tokens", Integer.toString(spec.classes() + 1), "layout", "semformer");
  }

  @Override
  public List<String> published(NetworkSpec spec) {
    return List.of("cam", "score", "logits", "cra");
  }

  @Override
  public void build(GraphBuilder g, Features features, NetworkSpec spec) {
    int labels = spec.classes() + 1;
    TokenAttention tokens = new TokenAttention(g, features, name(), labels);
    int last = spec.integer("attention_blocks", 4);
    if (last < 1 || last > tokens.blocks()) {
      throw new ModelException(
          name() + ": attention_blocks must be 1.." + tokens.blocks() + ", not " + last);
    }
    Value logits = segmentation(g, features, labels);
    Value cra = MinMax.of(g, tokens.ofClasses(labels, last));
    Value sharpened = g.binary(Arithmetic.MUL, g.relu(logits), cra);
    g.output("cam", g.sliceFrom(sharpened, 1, 1));
    g.output("score", g.globalMax(g.sliceFrom(logits, 1, 1)));
    g.output("logits", logits).output("cra", cra);
    g.output("class_embedding", embedding(g, features, labels, spec.integer("class_dim", 256)));
  }

  /** Dropout of whole patch tokens and a linear layer: {@code [N,K+1,h,w]}. */
  private static Value segmentation(GraphBuilder g, Features features, int labels) {
    Value tokens = g.transpose(g.reshape(features.map(), 0, 0, -1), 0, 2, 1);
    tokens = g.dropout(tokens, 0.5, Op.Dropped.SLICES);
    Value maps = g.dense("segmentor.seg_head.1", tokens, labels, true, SMALL);
    return g.mapLike(g.transpose(maps, 0, 2, 1), features.map());
  }

  /** A linear layer for each class on its own token, and ReLU: {@code [N,K+1,E]}. */
  private static Value embedding(GraphBuilder g, Features features, int labels, int size) {
    Value classes = g.slice(features.tap("tokens"), 1, 0, labels);
    int width = classes.shape().get(-1).size();
    Value weight = g.weight("segmentor.cls_head.weight", Kind.WEIGHT, SMALL, labels, width, size);
    Value bias = g.weight("segmentor.cls_head.bias", Kind.BIAS, Initializer.ZEROS, labels, size);
    Value embedded = g.matMul(g.transpose(classes, 1, 0, 2), weight);
    return g.relu(g.add(g.transpose(embedded, 1, 0, 2), g.reshape(bias, 1, labels, size)));
  }
}
