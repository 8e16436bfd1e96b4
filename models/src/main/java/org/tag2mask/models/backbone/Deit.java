package org.tag2mask.models.backbone;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.NetworkSpec;

/**
 * DeiT (Touvron et al. 2021), a vision transformer on patches of 16 pixels, depth 12, timm names;
 * and {@code deit_micro}, ours for small pictures from scratch: patches of 8 pixels, depth 4. The
 * map is made of the patch tokens after the last norm. Taps, with T tokens of width D, the class
 * tokens first and the patches row by row last:
 *
 * <ul>
 *   <li>{@code positions [1,T,D]}, {@code embedded [N,T,D]}: what is added to the tokens, and the
 *       tokens that enter the first block;
 *   <li>{@code block.i [N,T,D]}, {@code attention.i [N,T,T]}: tokens after block i, and its
 *       attention, mean over the heads;
 *   <li>{@code class_tokens [N,C,D]}, {@code patch_tokens [N,D,h,w]}: the last block's, before the
 *       norm; the distillation token counts as a class token; none where there is no such token;
 *   <li>{@code tokens [N,T,D]}: all of them after the norm.
 * </ul>
 *
 * <p>Options: {@code class_tokens} (default 1); {@code distilled} yes or no (default): a further
 * token {@code dist_token} behind them; {@code layout}, names and arrays of the embeddings: {@code
 * joint} (default; DeiT, TS-CAM, MCTformer V1 and V2), {@code split} (MCTformer+) or {@code
 * semformer}; {@code grid}, the side of the stored grid of positions (default 14; semformer 28);
 * {@code positions}, how it meets other sizes: {@code own} (default, as the layout's repository
 * does it), {@code tenth} (scale {@code (h+0.1)/grid}) or {@code size} (scale {@code h/grid}).
 */
final class Deit implements Backbone {
  private static final double EPSILON = 1e-6;

  private final String name;
  private final int width;
  private final int heads;
  private final int depth;
  private final int patch;

  Deit(String name, int width, int heads) {
    this(name, width, heads, 12, 16);
  }

  private Deit(String name, int width, int heads, int depth, int patch) {
    this.name = name;
    this.width = width;
    this.heads = heads;
    this.depth = depth;
    this.patch = patch;
  }

  /** A trunk for small pictures, 0.45 M parameters without positions. */
  static Deit micro() {
    return new Deit("deit_micro", 96, 3, 4, 8);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<String> options() {
    return Set.of("class_tokens", "distilled", "layout", "grid", "positions");
  }

  @Override
  public ImageInput input() {
    return ImageInput.imageNet();
  }

  @Override
  public Features build(GraphBuilder g, Value image, NetworkSpec spec) {
    TokenEmbedding embedding = TokenEmbedding.of(spec);
    TokenEmbedding.Result embedded = embedding.apply(g, image, width, patch);
    TransformerBlock block = new TransformerBlock(width, heads, EPSILON);
    String trunk = embedding.layout().trunk();
    int extra = embedded.extra();

    Map<String, Value> taps = new LinkedHashMap<>();
    taps.put("positions", embedded.positions());
    taps.put("embedded", embedded.tokens());
    Value x = embedded.tokens();
    for (int i = 0; i < depth; i++) {
      TransformerBlock.Result result = block.apply(g, trunk + "blocks." + i, x);
      x = result.tokens();
      taps.put("block." + i, x);
      taps.put("attention." + i, result.attention());
    }
    if (extra > 0) {
      taps.put("class_tokens", g.slice(x, 1, 0, extra));
    }
    taps.put("patch_tokens", map(g, x, extra, embedded.patches()));
    Value normed = g.layerNorm(trunk + "norm", x, EPSILON);
    taps.put("tokens", normed);
    return new Features(map(g, normed, extra, embedded.patches()), patch, taps);
  }

  /** The patches among the tokens {@code [N,T,D]} as a map {@code [N,D,h,w]}. */
  private static Value map(GraphBuilder g, Value tokens, int extra, Value like) {
    return g.mapLike(g.transpose(g.sliceFrom(tokens, 1, extra), 0, 2, 1), like);
  }
}
