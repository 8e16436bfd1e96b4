package org.tag2mask.models.head;

import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.NetworkSpec;

/** The further 3×3 convolutions that OAA and MCIS put between VGG16 and the maps. */
final class ExtraConvs {
  private static final int MAX = 3;

  private ExtraConvs() {}

  /**
   * As many convolutions with ReLU as the option {@code convs} says, 0 (default) to 3, that keep
   * the number of channels; layers {@code extra_convs.0, .2, .4}.
   */
  static Value of(GraphBuilder g, Value map, NetworkSpec spec) {
    Value x = map;
    int convs = spec.oneOf("convs", 0, 0, 1, 2, MAX);
    for (int i = 0; i < convs; i++) {
      x = g.relu(g.conv("extra_convs." + 2 * i, x, Conv2d.of(x.channels(), 3).padding(1)));
    }
    return x;
  }
}
