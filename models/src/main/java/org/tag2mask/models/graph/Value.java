package org.tag2mask.models.graph;

/**
 * A value while a graph is built: the result of a node.
 *
 * @param index of the node
 * @param shape its shape
 */
public record Value(int index, Shape shape) {

  /** The number of channels of a map or vector. */
  public int channels() {
    return shape.get(1).size();
  }
}
