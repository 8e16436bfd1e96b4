package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * A walk over all groups of pairs of a map, on which the gradient of a loss is gathered. What one
 * group needs is released before the next.
 */
final class PairSweep {
  private final NDManager manager;
  private final NDArray map;
  private final NDArray gradient;
  private final List<PairGroup> groups;
  private final PairLabels.Planes planes;

  /**
   * A sweep.
   *
   * @param map {@code [N,C,h,w]}, not modified; its manager owns what is made here
   * @param labels of the same images on the same grid
   */
  PairSweep(NDArray map, PairLabels labels) {
    this.manager = map.getManager();
    this.map = map.stopGradient();
    this.gradient = this.map.zerosLike();
    this.groups = labels.groups();
    this.planes = labels.planes(manager);
  }

  /** What is done with the pairs of a group. */
  @FunctionalInterface
  interface Work {
    /**
     * Adds a group.
     *
     * @param group the pairs
     * @param at views of the map and its gradient
     * @param masks what the pairs are
     */
    void add(PairGroup group, Views at, PairLabels.Masks masks);
  }

  /** Views of the map and of its gradient for the pairs of a group. */
  final class Views {
    private final PairGroup group;

    private Views(PairGroup group) {
      this.group = group;
    }

    /** The map's values at a way from the sources; not to be written. */
    NDArray map(int dy, int dx) {
      return MapWindow.shifted(map, group, dy, dx);
    }

    /** The gradient at a way from the sources; what is added in place is kept. */
    NDArray gradient(int dy, int dx) {
      return MapWindow.shifted(gradient, group, dy, dx);
    }

    /** Sources minus destinations. */
    NDArray difference() {
      return map(0, 0).sub(map(group.dy(), group.dx()));
    }

    /** Adds the gradient with respect to {@link #difference}. */
    void differenceGradient(NDArray flow) {
      gradient(0, 0).addi(flow);
      gradient(group.dy(), group.dx()).subi(flow);
    }
  }

  /**
   * Works off all groups.
   *
   * @return the gathered gradient, of the map's shape
   */
  NDArray gradient(Work work) {
    for (PairGroup group : groups) {
      try (NDManager own = manager.newSubManager()) {
        own.tempAttachAll(map, gradient);
        own.tempAttachAll(planes.labels(), planes.background(), planes.foreground(), planes.sure());
        work.add(group, new Views(group), planes.masks(group));
      }
    }
    return gradient;
  }
}
