package org.tag2mask.models.backbone;

import org.tag2mask.models.ModelException;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op.GridScale;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.Parameter.Kind;
import org.tag2mask.models.params.Parameter.Origin;

/**
 * From an image to the tokens that enter a vision transformer: class tokens first, then perhaps a
 * distillation token, then the patches row by row, each with its position added.
 *
 * @param layout names and arrays
 * @param classTokens their number; 0 only for {@link TokenLayout#SEMFORMER}
 * @param distilled whether a {@code dist_token} follows the class tokens
 * @param grid rows and columns of the stored position grid
 * @param scale how the grid meets other sizes
 */
record TokenEmbedding(
    TokenLayout layout, int classTokens, boolean distilled, int grid, GridScale scale) {
  private static final Initializer SMALL = new Initializer.Normal(0.02f);

  /**
   * The tokens and what they are made of.
   *
   * @param tokens {@code [N,T,D]}
   * @param positions {@code [1,T,D]}, as added
   * @param patches the projected patches {@code [N,D,h,w]}, before positions
   * @param extra tokens before the first patch
   */
  record Result(Value tokens, Value positions, Value patches, int extra) {}

  /**
   * Reads the options of a network.
   *
   * @throws ModelException if they do not go together
   */
  static TokenEmbedding of(NetworkSpec spec) {
    TokenLayout layout =
        switch (spec.oneOf("layout", "joint", "joint", "split", "semformer")) {
          case "split" -> TokenLayout.SPLIT;
          case "semformer" -> TokenLayout.SEMFORMER;
          default -> TokenLayout.JOINT;
        };
    boolean distilled = spec.oneOf("distilled", "no", "yes", "no").equals("yes");
    if (distilled && layout != TokenLayout.JOINT) {
      throw new ModelException(
          spec.backbone() + ": a distillation token stands in layout=joint only");
    }
    int least = layout == TokenLayout.SEMFORMER ? 0 : 1;
    int classTokens = spec.integer("class_tokens", 1);
    if (classTokens < least) {
      throw new ModelException(
          spec.backbone() + ": class_tokens must be at least " + least + ", not " + classTokens);
    }
    int grid = spec.integer("grid", layout.grid());
    if (grid < 1) {
      throw new ModelException(spec.backbone() + ": grid must be at least 1, not " + grid);
    }
    GridScale scale =
        switch (spec.oneOf("positions", "own", "own", "tenth", "size")) {
          case "tenth" -> GridScale.TENTH_MORE;
          case "size" -> GridScale.SIZE;
          default -> layout.scale();
        };
    return new TokenEmbedding(layout, classTokens, distilled, grid, scale);
  }

  /**
   * Adds the layers.
   *
   * @param image {@code [N,3,H,W]}
   * @param width channels D of a token
   * @param patch pixels of a patch's side
   */
  Result apply(GraphBuilder g, Value image, int width, int patch) {
    int extra = classTokens + (distilled ? 1 : 0);
    Conv2d projection = Conv2d.of(width, patch).stride(patch);
    Value patches = g.conv(layout.trunk() + "patch_embed.proj", image, projection);
    // SemFormer learns its class tokens as new layers, though they start from pretrained ones.
    g.origin(layout == TokenLayout.SEMFORMER ? Origin.HEAD : Origin.BACKBONE);
    Value classes = extra == 0 ? null : classes(g, width);
    Value classPositions = null;
    Value grids;
    if (layout.oneArray()) {
      Value all = positions(g, layout.gridPositions(), extra + grid * grid, width);
      classPositions = g.slice(all, 1, 0, extra);
      grids = g.sliceFrom(all, 1, extra);
    } else {
      if (extra > 0) {
        classPositions = positions(g, layout.classPositions(), extra, width);
      }
      g.origin(Origin.BACKBONE);
      grids = positions(g, layout.gridPositions(), grid * grid, width);
    }
    grids = g.reshape(g.transpose(grids, 0, 2, 1), 1, width, grid, grid);
    Value patchPositions = tokens(g, g.cubicLike(grids, patches, scale));
    Value patchTokens = g.add(tokens(g, patches), patchPositions);
    if (extra == 0) {
      return new Result(patchTokens, patchPositions, patches, 0);
    }
    Value first = g.expand(g.add(classes, classPositions), patches);
    return new Result(
        g.concat(1, first, patchTokens),
        g.concat(1, classPositions, patchPositions),
        patches,
        extra);
  }

  private Value classes(GraphBuilder g, int width) {
    Value classes = g.weight(layout.classToken(), Kind.BIAS, SMALL, 1, classTokens, width);
    return distilled
        ? g.concat(1, classes, g.weight("dist_token", Kind.BIAS, SMALL, 1, 1, width))
        : classes;
  }

  private static Value positions(GraphBuilder g, String name, int tokens, int width) {
    return g.weight(name, Kind.BIAS, SMALL, 1, tokens, width);
  }

  /** {@code [N,D,h,w]} to {@code [N,hw,D]}. */
  private static Value tokens(GraphBuilder g, Value map) {
    return g.transpose(g.reshape(map, 0, 0, -1), 0, 2, 1);
  }
}
