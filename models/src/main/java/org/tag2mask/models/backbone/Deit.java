package org.tag2mask.models.backbone;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Op.Reduction;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.Parameter.Kind;

/**
 * DeiT (Touvron et al. 2021), a vision transformer on patches of 16 pixels, depth 12, timm names.
 * The map is made of the patch tokens after the last norm; taps: {@code tokens} (all, after the
 * norm), {@code class_tokens} and {@code patch_tokens} (before it), {@code attention.i} (mean over
 * the heads of block i, {@code [N,T,T]}).
 *
 * <p>Options: {@code class_tokens} (default 1); {@code distilled} yes or no (default): a second
 * token {@code dist_token}; {@code positions}: how the stored 14×14 position embedding meets other
 * sizes, {@code tenth} (default, the rule of the DeiT and MCTformer code, scale {@code (h+0.1)/14})
 * or {@code size} (scale {@code h/14}).
 */
final class Deit implements Backbone {
  private static final int PATCH = 16;
  private static final int GRID = 14;
  private static final int DEPTH = 12;
  private static final double EPSILON = 1e-6;
  private static final Initializer SMALL = new Initializer.Normal(0.02f);

  private final String name;
  private final int width;
  private final int heads;

  Deit(String name, int width, int heads) {
    this.name = name;
    this.width = width;
    this.heads = heads;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<String> options() {
    return Set.of("class_tokens", "distilled", "positions");
  }

  @Override
  public ImageInput input() {
    return ImageInput.imageNet();
  }

  @Override
  public Features build(GraphBuilder g, Value image, NetworkSpec spec) {
    int classTokens = spec.integer("class_tokens", 1);
    if (classTokens < 1) {
      throw new ModelException(name + ": class_tokens must be at least 1, not " + classTokens);
    }
    boolean distilled = spec.oneOf("distilled", "no", "yes", "no").equals("yes");
    boolean tenth = spec.oneOf("positions", "tenth", "tenth", "size").equals("tenth");
    int extra = classTokens + (distilled ? 1 : 0);

    Value classes = g.weight("cls_token", Kind.BIAS, SMALL, 1, classTokens, width);
    if (distilled) {
      classes = g.concat(1, classes, g.weight("dist_token", Kind.BIAS, SMALL, 1, 1, width));
    }
    Value positions = g.weight("pos_embed", Kind.BIAS, SMALL, 1, extra + GRID * GRID, width);
    Value patches = g.conv("patch_embed.proj", image, Conv2d.of(width, PATCH).stride(PATCH));
    Value grid = g.slice(positions, 1, extra, extra + GRID * GRID);
    grid = g.reshape(g.transpose(grid, 0, 2, 1), 1, width, GRID, GRID);
    grid = g.cubicLike(grid, patches, tenth ? Op.GridScale.TENTH_MORE : Op.GridScale.SIZE);
    Value x =
        g.concat(
            1,
            g.expand(g.add(classes, g.slice(positions, 1, 0, extra)), patches),
            g.add(tokens(g, patches), tokens(g, grid)));

    Map<String, Value> taps = new LinkedHashMap<>();
    for (int i = 0; i < DEPTH; i++) {
      String path = "blocks." + i;
      Value attention = attention(g, path, x, taps);
      x = g.add(x, attention);
      x = g.add(x, perceptron(g, path, x));
    }
    taps.put("class_tokens", g.slice(x, 1, 0, extra));
    taps.put("patch_tokens", map(g, g.sliceFrom(x, 1, extra), patches));
    Value normed = g.layerNorm("norm", x, EPSILON);
    taps.put("tokens", normed);
    return new Features(map(g, g.sliceFrom(normed, 1, extra), patches), PATCH, taps);
  }

  private Value attention(GraphBuilder g, String path, Value x, Map<String, Value> taps) {
    Value normed = g.layerNorm(path + ".norm1", x, EPSILON);
    Value qkv = g.dense(path + ".attn.qkv", normed, 3 * width, true, SMALL);
    Value q = g.transpose(split(g, qkv, 0), 0, 2, 1, 3);
    Value kt = g.transpose(split(g, qkv, 1), 0, 2, 3, 1);
    Value v = g.transpose(split(g, qkv, 2), 0, 2, 1, 3);
    Value similarity = g.affine(g.matMul(q, kt), 1 / Math.sqrt((double) width / heads), 0);
    Value attention = g.softmax(similarity, 3);
    taps.put("attention." + taps.size(), g.reduce(Reduction.MEAN, attention, 1, false));
    Value mixed = g.reshape(g.transpose(g.matMul(attention, v), 0, 2, 1, 3), 0, 0, width);
    return g.dense(path + ".attn.proj", mixed, width, true, SMALL);
  }

  private Value perceptron(GraphBuilder g, String path, Value x) {
    Value h =
        g.dense(
            path + ".mlp.fc1", g.layerNorm(path + ".norm2", x, EPSILON), 4 * width, true, SMALL);
    return g.dense(path + ".mlp.fc2", g.apply(Op.Function.GELU, h), width, true, SMALL);
  }

  /** Part {@code i} of the joint projection, {@code [N,T,heads,d]}. */
  private Value split(GraphBuilder g, Value qkv, int i) {
    Value part = g.slice(qkv, 2, i * width, (i + 1) * width);
    return g.reshape(part, 0, 0, heads, width / heads);
  }

  /** {@code [N,D,h,w]} to {@code [N,hw,D]}. */
  private static Value tokens(GraphBuilder g, Value map) {
    return g.transpose(g.reshape(map, 0, 0, -1), 0, 2, 1);
  }

  /** {@code [N,hw,D]} to {@code [N,D,h,w]}. */
  private static Value map(GraphBuilder g, Value tokens, Value like) {
    return g.mapLike(g.transpose(tokens, 0, 2, 1), like);
  }
}
