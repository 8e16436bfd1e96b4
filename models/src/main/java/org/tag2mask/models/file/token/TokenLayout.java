package org.tag2mask.models.file.token;

import java.util.Optional;

/**
 * The rows of a joint position embedding {@code [1, classTokens + distilled + side², D]}: first
 * those of the class tokens, then that of the distillation token, then the patch grid row by row.
 *
 * @param classTokens number of class tokens
 * @param distilled 1 with a distillation token, else 0
 * @param side cells of the square grid in each direction
 * @param width D
 */
record TokenLayout(int classTokens, int distilled, int side, int width) {

  /**
   * The layout of an embedding.
   *
   * @param shape its sizes
   * @param classToken the sizes of {@code cls_token} beside it, or null
   * @param distillation whether there is a {@code dist_token} beside it
   * @return empty where the shape is of another kind
   */
  static Optional<TokenLayout> of(int[] shape, int[] classToken, boolean distillation) {
    if (!isEmbedding(shape) || classToken != null && !isEmbedding(classToken)) {
      return Optional.empty();
    }
    int classes = classToken == null ? 0 : classToken[1];
    int extra = distillation ? 1 : 0;
    int side = side(shape[1] - classes - extra);
    return side == 0
        ? Optional.empty()
        : Optional.of(new TokenLayout(classes, extra, side, shape[2]));
  }

  /** Whether sizes are {@code [1, tokens, D]}. */
  static boolean isEmbedding(int[] shape) {
    return shape.length == 3 && shape[0] == 1 && shape[1] > 0 && shape[2] > 0;
  }

  /** The side of a square of so many cells, 0 if there is none. */
  static int side(int cells) {
    int side = (int) Math.round(Math.sqrt(Math.max(0, cells)));
    return side * side == cells ? side : 0;
  }

  /** The row where the grid begins. */
  int gridStart() {
    return classTokens + distilled;
  }
}
