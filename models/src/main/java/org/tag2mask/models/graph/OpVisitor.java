package org.tag2mask.models.graph;

/**
 * One method an operation. A lowering implements all of them.
 *
 * @param <C> what the caller passes along, for example the lowered inputs
 * @param <R> what a lowered operation is
 */
public interface OpVisitor<C, R> {

  /** Lowers {@link Op.Input}. */
  R input(Op.Input op, C context);

  /** Lowers {@link Op.Conv}. */
  R conv(Op.Conv op, C context);

  /** Lowers {@link Op.BatchNorm}. */
  R batchNorm(Op.BatchNorm op, C context);

  /** Lowers {@link Op.GroupNorm}. */
  R groupNorm(Op.GroupNorm op, C context);

  /** Lowers {@link Op.LayerNorm}. */
  R layerNorm(Op.LayerNorm op, C context);

  /** Lowers {@link Op.Activation}. */
  R activation(Op.Activation op, C context);

  /** Lowers {@link Op.Affine}. */
  R affine(Op.Affine op, C context);

  /** Lowers {@link Op.Softmax}. */
  R softmax(Op.Softmax op, C context);

  /** Lowers {@link Op.Pool}. */
  R pool(Op.Pool op, C context);

  /** Lowers {@link Op.GlobalPool}. */
  R globalPool(Op.GlobalPool op, C context);

  /** Lowers {@link Op.PyramidPool}. */
  R pyramidPool(Op.PyramidPool op, C context);

  /** Lowers {@link Op.KeepLargest}. */
  R keepLargest(Op.KeepLargest op, C context);

  /** Lowers {@link Op.Dense}. */
  R dense(Op.Dense op, C context);

  /** Lowers {@link Op.MatMul}. */
  R matMul(Op.MatMul op, C context);

  /** Lowers {@link Op.Binary}. */
  R binary(Op.Binary op, C context);

  /** Lowers {@link Op.Concat}. */
  R concat(Op.Concat op, C context);

  /** Lowers {@link Op.Slice}. */
  R slice(Op.Slice op, C context);

  /** Lowers {@link Op.Reshape}. */
  R reshape(Op.Reshape op, C context);

  /** Lowers {@link Op.Transpose}. */
  R transpose(Op.Transpose op, C context);

  /** Lowers {@link Op.Reduce}. */
  R reduce(Op.Reduce op, C context);

  /** Lowers {@link Op.RankMean}. */
  R rankMean(Op.RankMean op, C context);

  /** Lowers {@link Op.ResizeLike}. */
  R resizeLike(Op.ResizeLike op, C context);

  /** Lowers {@link Op.Dropout}. */
  R dropout(Op.Dropout op, C context);

  /** Lowers {@link Op.Detach}. */
  R detach(Op.Detach op, C context);

  /** Lowers {@link Op.GroupRoll}. */
  R groupRoll(Op.GroupRoll op, C context);

  /** Lowers {@link Op.Weight}. */
  R weight(Op.Weight op, C context);

  /** Lowers {@link Op.Expand}. */
  R expand(Op.Expand op, C context);

  /** Lowers {@link Op.MapLike}. */
  R mapLike(Op.MapLike op, C context);

  /** Lowers {@link Op.CubicLike}. */
  R cubicLike(Op.CubicLike op, C context);
}
