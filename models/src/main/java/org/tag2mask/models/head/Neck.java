package org.tag2mask.models.head;

import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.NetworkSpec;

/** The convolution that widens the few channels of a trunk that was cut early. */
final class Neck {
  static final String OPTION = "neck";

  private Neck() {}

  /**
   * A 1×1 convolution with ReLU to as many channels as the option {@code neck} says; the map itself
   * for 0 (default). Layer {@code neck}.
   */
  static Value of(GraphBuilder g, Value map, NetworkSpec spec) {
    int channels = spec.integer(OPTION, 0);
    return channels > 0 ? g.relu(g.conv("neck", map, Conv2d.of(channels, 1))) : map;
  }
}
