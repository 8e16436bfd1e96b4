package org.tag2mask.models.backbone;

import org.tag2mask.models.graph.Op.GridScale;

/**
 * How a repository names and stores what enters a vision transformer, and how it brings the stored
 * grid of position embeddings to another image size.
 */
enum TokenLayout {
  /**
   * DeiT, TS-CAM, MCTformer V1 and V2: {@code cls_token [1,C,D]} and one {@code pos_embed
   * [1,C+G²,D]} for all tokens, the grid resized with the scale {@code (h+0.1)/G}.
   */
  JOINT("", "cls_token", "pos_embed", "pos_embed", GridScale.TENTH_MORE, 14),

  /** MCTformer+: {@code pos_embed_cls [1,C,D]} and {@code pos_embed_pat [1,G²,D]}. */
  SPLIT("", "cls_token", "pos_embed_cls", "pos_embed_pat", GridScale.SIZE, 14),

  /**
   * SemFormer's segmentor: class tokens and their positions beside the trunk, {@code grid_posembed
   * [1,G²,D]} of an image of 448 pixels in it.
   */
  SEMFORMER(
      "segmentor.backbone.model.",
      "segmentor.cls_token",
      "segmentor.cls_posembed",
      "segmentor.backbone.grid_posembed",
      GridScale.SIZE,
      28);

  private final String trunk;
  private final String classToken;
  private final String classPositions;
  private final String gridPositions;
  private final GridScale scale;
  private final int grid;

  TokenLayout(
      String trunk,
      String classToken,
      String classPositions,
      String gridPositions,
      GridScale scale,
      int grid) {
    this.trunk = trunk;
    this.classToken = classToken;
    this.classPositions = classPositions;
    this.gridPositions = gridPositions;
    this.scale = scale;
    this.grid = grid;
  }

  /** What the names of patch projection, blocks and last norm begin with. */
  String trunk() {
    return trunk;
  }

  /** The name of the class tokens. */
  String classToken() {
    return classToken;
  }

  /** The name of the class tokens' positions; {@link #gridPositions} where they are one array. */
  String classPositions() {
    return classPositions;
  }

  /** The name of the patches' positions. */
  String gridPositions() {
    return gridPositions;
  }

  /** Whether one array holds the positions of all tokens. */
  boolean oneArray() {
    return classPositions.equals(gridPositions);
  }

  /** The rule of resizing the grid. */
  GridScale scale() {
    return scale;
  }

  /** Rows and columns G of the stored grid. */
  int grid() {
    return grid;
  }
}
