package org.tag2mask.models.backbone;

import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op.Function;
import org.tag2mask.models.graph.Op.Reduction;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.params.Initializer;

/**
 * A pre-norm transformer block with timm names: {@code x += proj(softmax(q·kᵀ/√d)·v)} on {@code
 * norm1(x)}, then {@code x += fc2(gelu(fc1(norm2(x))))}. Query, key and value come from one
 * projection {@code attn.qkv}, laid out {@code [3, heads, d]}.
 *
 * @param width channels D of a token
 * @param heads attention heads, a divisor of the width
 * @param epsilon of the layer norms
 */
record TransformerBlock(int width, int heads, double epsilon) {
  private static final int EXPANSION = 4;
  private static final Initializer SMALL = new Initializer.Normal(0.02f);

  /**
   * What a block yields.
   *
   * @param tokens {@code [N,T,D]}
   * @param attention mean over the heads {@code [N,T,T]}: row i says where token i looks, and sums
   *     to 1
   */
  record Result(Value tokens, Value attention) {}

  /**
   * Adds the block.
   *
   * @param path what its layers' names begin with, such as {@code blocks.0}
   * @param x tokens {@code [N,T,D]}
   */
  Result apply(GraphBuilder g, String path, Value x) {
    Value qkv =
        g.dense(
            path + ".attn.qkv", g.layerNorm(path + ".norm1", x, epsilon), 3 * width, true, SMALL);
    Value q = g.transpose(part(g, qkv, 0), 0, 2, 1, 3);
    Value kt = g.transpose(part(g, qkv, 1), 0, 2, 3, 1);
    Value v = g.transpose(part(g, qkv, 2), 0, 2, 1, 3);
    Value similarity = g.affine(g.matMul(q, kt), 1 / Math.sqrt((double) width / heads), 0);
    Value attention = g.softmax(similarity, 3);
    Value mixed = g.reshape(g.transpose(g.matMul(attention, v), 0, 2, 1, 3), 0, 0, width);
    Value seen = g.add(x, g.dense(path + ".attn.proj", mixed, width, true, SMALL));
    return new Result(
        g.add(seen, perceptron(g, path, seen)), g.reduce(Reduction.MEAN, attention, 1, false));
  }

  private Value perceptron(GraphBuilder g, String path, Value x) {
    Value normed = g.layerNorm(path + ".norm2", x, epsilon);
    Value h = g.dense(path + ".mlp.fc1", normed, EXPANSION * width, true, SMALL);
    return g.dense(path + ".mlp.fc2", g.apply(Function.GELU, h), width, true, SMALL);
  }

  /** Query, key or value, {@code [N,T,heads,d]}. */
  private Value part(GraphBuilder g, Value qkv, int i) {
    Value part = g.slice(qkv, 2, i * width, (i + 1) * width);
    return g.reshape(part, 0, 0, heads, width / heads);
  }
}
