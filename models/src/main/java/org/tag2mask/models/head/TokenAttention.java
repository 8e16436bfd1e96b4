package org.tag2mask.models.head;

import org.tag2mask.models.ModelException;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Value;

/**
 * The attention of a transformer backbone, brought to the size of its maps inside the graph: an
 * exported file never holds the attention of single heads or blocks.
 */
final class TokenAttention {
  private final GraphBuilder g;
  private final Features features;
  private final int extra;
  private final int blocks;

  /**
   * Reads the attention taps.
   *
   * @param head name of the head that needs them, for the message
   * @param classTokens class tokens it needs
   * @throws ModelException if the backbone has no attention, or fewer class tokens
   */
  TokenAttention(GraphBuilder g, Features features, String head, int classTokens) {
    this.g = g;
    this.features = features;
    int count = 0;
    while (features.taps().containsKey("attention." + count)) {
      count++;
    }
    if (count == 0) {
      throw new ModelException(
          "head "
              + head
              + " stands on a transformer such as deit_small; this backbone has no attention");
    }
    this.blocks = count;
    Value classes = features.taps().get("class_tokens");
    this.extra = classes == null ? 0 : classes.shape().get(1).size();
    if (extra < classTokens) {
      throw new ModelException(
          "head "
              + head
              + " needs "
              + classTokens
              + " class tokens, but the backbone has "
              + extra
              + "; leave the option class_tokens out");
    }
  }

  /** The number of blocks. */
  int blocks() {
    return blocks;
  }

  /**
   * Where the first class tokens look, summed over the last blocks: {@code [N,C,h,w]}.
   *
   * @param tokens number C of class tokens
   * @param last number of blocks, counted from the last
   */
  Value ofClasses(int tokens, int last) {
    Value sum = null;
    for (int i = blocks - last; i < blocks; i++) {
      Value rows = g.slice(features.tap("attention." + i), 1, 0, tokens);
      Value seen = g.sliceFrom(rows, 2, extra);
      sum = sum == null ? seen : g.add(sum, seen);
    }
    return g.mapLike(sum, features.tap("patch_tokens"));
  }

  /** Where patches look among patches, summed over all blocks: {@code [N,hw,hw]}. */
  Value ofPatches() {
    Value sum = null;
    for (int i = 0; i < blocks; i++) {
      Value rows = g.sliceFrom(features.tap("attention." + i), 1, extra);
      Value seen = g.sliceFrom(rows, 2, extra);
      sum = sum == null ? seen : g.add(sum, seen);
    }
    return sum;
  }

  /**
   * A map in which every patch has the sum of what it looks at: {@code y(i) = sum_j A(i,j) x(j)}.
   *
   * @param patches the attention A {@code [N,hw,hw]}
   * @param map x {@code [N,K,h,w]}
   */
  Value spread(Value patches, Value map) {
    Value columns = g.transpose(g.reshape(map, 0, 0, -1), 0, 2, 1);
    return g.mapLike(g.transpose(g.matMul(patches, columns), 0, 2, 1), map);
  }
}
