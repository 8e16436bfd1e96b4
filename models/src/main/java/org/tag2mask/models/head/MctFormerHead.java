package org.tag2mask.models.head;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op.Arithmetic;
import org.tag2mask.models.graph.Op.Function;
import org.tag2mask.models.graph.Op.Reduction;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.params.Initializer;

/**
 * MCTformer (Xu et al. 2022) and MCTformer+ (Xu et al. 2024): a transformer with a class token for
 * each of the K classes. The tokens of the last block are taken before the last norm, which these
 * networks do not have.
 *
 * <ul>
 *   <li>{@code variant=v1}: a class is where its token looks, summed over the last blocks; its
 *       score is the mean of its token.
 *   <li>{@code variant=v2} (default): times {@code relu} of a 3×3 convolution {@code head} on the
 *       patch tokens, whose global average is a second score.
 *   <li>{@code variant=plus}: the mean over the blocks instead of the sum, the square root of the
 *       product, rank pooling instead of the average, and positions of class and patch tokens in
 *       arrays of their own.
 * </ul>
 *
 * <p>The map is refined by the attention between patches, summed over all blocks.
 *
 * <p>Outputs: {@code cam [N,K,h,w]}, the refined map, {@code score [N,K]}, the mean of the scores,
 * {@code class_attention} and from v2 on {@code patch_cam [N,K,h,w]}; not published: {@code
 * patch_attention [N,hw,hw]}, {@code class_score} and from v2 on {@code patch_score [N,K]}, {@code
 * fused_cam [N,K,h,w]}; for plus {@code class_embeddings [blocks,N,K,D]}, the class tokens after
 * each block.
 *
 * <p>Options: {@code variant}; {@code attention_blocks}, the last blocks whose class attention
 * counts (default 3, for plus all); {@code decay} of the rank pooling (default 0.996).
 */
final class MctFormerHead implements Head {
  private static final Initializer SMALL = new Initializer.Normal(0.02f);
  private static final String DECAY = "0.996";

  private enum Variant {
    V1,
    V2,
    PLUS;

    static Variant of(NetworkSpec spec) {
      return valueOf(
          spec.oneOf("variant", "v2", "v1", "v2", "plus").toUpperCase(java.util.Locale.ROOT));
    }
  }

  @Override
  public String name() {
    return "mctformer";
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.CLASSIFIER;
  }

  @Override
  public Set<String> options() {
    return Set.of("variant", "attention_blocks", "decay");
  }

  @Override
  public Map<String, String> backboneOptions(NetworkSpec spec) {
    Map<String, String> options = new TreeMap<>();
    options.put("class_tokens", Integer.toString(spec.classes()));
    if (Variant.of(spec) == Variant.PLUS) {
      options.put("layout", "split");
    }
    return options;
  }

  @Override
  public List<String> published(NetworkSpec spec) {
    return Variant.of(spec) == Variant.V1
        ? List.of("cam", "score", "class_attention")
        : List.of("cam", "score", "class_attention", "patch_cam");
  }

  @Override
  public void build(GraphBuilder g, Features features, NetworkSpec spec) {
    Variant variant = Variant.of(spec);
    int classes = spec.classes();
    TokenAttention tokens = new TokenAttention(g, features, name(), classes);
    int last = spec.integer("attention_blocks", variant == Variant.PLUS ? tokens.blocks() : 3);
    if (last < 1 || last > tokens.blocks()) {
      throw new ModelException(
          name() + ": attention_blocks must be 1.." + tokens.blocks() + ", not " + last);
    }
    Value attention = tokens.ofClasses(classes, last);
    if (variant == Variant.PLUS) {
      attention = g.affine(attention, 1.0 / last, 0);
    }
    Value classScore =
        g.reduce(Reduction.MEAN, g.slice(features.tap("class_tokens"), 1, 0, classes), 2, false);
    Value map = attention;
    Value score = classScore;
    if (variant != Variant.V1) {
      Conv2d conv = Conv2d.of(classes, 3).padding(1).initial(SMALL);
      Value patches = g.conv("head", features.tap("patch_tokens"), conv);
      Value patchCam = g.relu(patches);
      map = g.binary(Arithmetic.MUL, attention, patchCam);
      map = variant == Variant.PLUS ? g.apply(Function.SQRT, map) : map;
      Value patchScore =
          variant == Variant.PLUS
              ? g.rankMean(g.reshape(patches, 0, 0, -1), decay(spec))
              : g.globalMean(patches);
      score = g.affine(g.add(classScore, patchScore), 0.5, 0);
      g.output("patch_cam", patchCam).output("patch_score", patchScore).output("fused_cam", map);
    }
    Value between = tokens.ofPatches();
    g.output("cam", tokens.spread(between, map)).output("score", score);
    g.output("class_attention", attention).output("patch_attention", between);
    g.output("class_score", classScore);
    if (variant == Variant.PLUS) {
      g.output("class_embeddings", embeddings(g, features, tokens.blocks(), classes));
    }
  }

  /** The class tokens after each block, {@code [blocks,N,K,D]}. */
  private static Value embeddings(GraphBuilder g, Features features, int blocks, int classes) {
    return g.concat(
        0,
        IntStream.range(0, blocks)
            .mapToObj(i -> g.slice(features.tap("block." + i), 1, 0, classes))
            .map(tokens -> g.reshape(tokens, 1, -1, classes, tokens.shape().get(-1).size()))
            .toArray(Value[]::new));
  }

  private static double decay(NetworkSpec spec) {
    String text = spec.options().getOrDefault("decay", DECAY);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new ModelException("mctformer: decay needs a number but got '" + text + "'", e);
    }
  }
}
