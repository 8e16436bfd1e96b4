package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.tag2mask.models.graph.Op;
import org.tag2mask.trainer.loader.Batch;
import org.tag2mask.trainer.lowering.GraphBlock;
import org.tag2mask.trainer.lowering.Phase;

/**
 * One step as an objective sees it: a batch, and the network with the parameters of this step.
 * Everything made from it belongs to the step's manager and ends with the step.
 */
public final class Pass {
  private final NDManager manager;
  private final GraphBlock block;
  private final Map<String, NDArray> leaves;
  private final Batch batch;
  private final Position position;
  private final int stride;

  /**
   * Where in the training a step is.
   *
   * @param step from 0
   * @param totalSteps of the whole training
   * @param epoch from 0
   */
  public record Position(long step, long totalSteps, long epoch) {}

  /**
   * A pass.
   *
   * @param manager owner of everything made on the way
   * @param block the lowered network
   * @param leaves the parameters by name; trained ones gather gradients
   * @param batch the images and what belongs to them
   * @param position where in the training the step is
   * @param stride what image sizes must be multiples of
   */
  public Pass(
      NDManager manager,
      GraphBlock block,
      Map<String, NDArray> leaves,
      Batch batch,
      Position position,
      int stride) {
    this.manager = manager;
    this.block = block;
    this.leaves = leaves;
    this.batch = batch;
    this.position = position;
    this.stride = stride;
  }

  /** What the sizes of images given to the network must be multiples of. */
  public int stride() {
    return stride;
  }

  /** The batch: sizes, tags, label maps. */
  public Batch batch() {
    return batch;
  }

  /** Where in the training the step is. */
  public Position position() {
    return position;
  }

  /** Owner of everything made in this step. */
  public NDManager manager() {
    return manager;
  }

  /** The images of the batch {@code [N,3,H,W]}, normalised; made anew at each call. */
  public NDArray images() {
    return batch.images(manager);
  }

  /** The tags of the batch {@code [N,K]}, 0 or 1. */
  public NDArray tags() {
    return batch.tags(manager);
  }

  /**
   * The network's outputs on the images of the batch, in training.
   *
   * @return the objective's outputs by name
   */
  public Map<String, NDArray> forward() {
    return forward(images());
  }

  /**
   * The network's outputs on other images, in training. Gradients of several passes add up.
   *
   * @param images {@code [N,3,H,W]}, sizes multiples of the stride; not modified
   * @return the objective's outputs by name
   */
  public Map<String, NDArray> forward(NDArray images) {
    return block.forward(Phase.TRAINING, images, leaves::get);
  }

  /**
   * The outputs of a network of two images, in training.
   *
   * @param images {@code [N,3,H,W]}, sizes multiples of the stride; not modified
   * @param partners as many images, of one size that may be another; not modified
   * @return the objective's outputs by name
   */
  public Map<String, NDArray> forward(NDArray images, NDArray partners) {
    Map<String, NDArray> inputs =
        Map.of(Op.Source.IMAGE.input(), images, Op.Source.PARTNER.input(), partners);
    return block.forward(Phase.TRAINING, inputs, leaves::get);
  }

  /**
   * A parameter as a leaf of this step, for losses that use one directly.
   *
   * @param name as declared in the graph
   * @return the array; gradients reach it if it is trained
   */
  public NDArray parameter(String name) {
    NDArray leaf = leaves.get(name);
    if (leaf == null) {
      throw new IllegalArgumentException("no parameter '" + name + "' among " + leaves.keySet());
    }
    return leaf;
  }
}
