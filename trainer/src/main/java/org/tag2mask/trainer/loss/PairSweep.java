package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.tag2mask.runtime.walk.Offset;

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

    /** The map's values at an offset from the sources; not to be written. */
    NDArray map(Offset by) {
      return MapWindow.shifted(map, group, by);
    }

    /** The gradient at an offset from the sources; what is added in place is kept. */
    NDArray gradient(Offset by) {
      return MapWindow.shifted(gradient, group, by);
    }

    /** Sources minus destinations. */
    NDArray difference() {
      return MapWindow.sources(map, group).sub(MapWindow.destinations(map, group));
    }

    /** Adds the gradient with respect to {@link #difference}. */
    void differenceGradient(NDArray flow) {
      MapWindow.sources(gradient, group).addi(flow);
      MapWindow.destinations(gradient, group).subi(flow);
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
