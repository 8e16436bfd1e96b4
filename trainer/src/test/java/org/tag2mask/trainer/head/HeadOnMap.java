package org.tag2mask.trainer.head;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.backbone.Backbone.Stage;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.head.Head;
import org.tag2mask.models.head.Heads;
import org.tag2mask.models.head.PairHead;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.trainer.DjlReference;

/** A head that stands directly on its input, whose features a test can therefore choose. */
final class HeadOnMap {
  private final Network network;

  /**
   * A head.
   *
   * @param name of the head
   * @param text its options behind the name of no backbone: {@code none[rate=0.5]}
   * @param taps from the input to the taps the head looks at
   */
  HeadOnMap(
      String name, String text, int classes, int channels, UnaryOperator<Map<String, Value>> taps) {
    NetworkSpec spec = NetworkSpec.parse(text, name, classes);
    Head head = Heads.named(name);
    GraphBuilder g = new GraphBuilder();
    Value map = g.image(channels);
    List<Stage> stages = Collections.nCopies(5, new Stage(map, 1));
    Features features = new Features(map, 1, taps.apply(Map.of("map", map)), stages);
    if (head instanceof PairHead pair) {
      Value partner = g.input(Op.Source.PARTNER, channels);
      pair.build(g, features, new Features(partner, 1, Map.of(), List.of()), spec);
    } else {
      head.build(g, features, spec);
    }
    network =
        new Network(spec, head.role(), g.build(), ImageInput.imageNet(), 1, head.published(spec));
  }

  HeadOnMap(String name, String text, int classes, int channels) {
    this(name, text, classes, channels, taps -> Map.of());
  }

  Network network() {
    return network;
  }

  ParameterSet initial(long seed) {
    return ParameterSet.initial(network.graph().parameters(), seed);
  }

  /** All outputs at inference, training-only ones included. */
  Map<String, Tensor> run(ParameterSet parameters, Tensor features) {
    return run(parameters, Map.of("image", features));
  }

  /** All outputs of a head for pairs, by the names of its inputs. */
  Map<String, Tensor> run(ParameterSet parameters, Map<String, Tensor> features) {
    List<String> all = List.copyOf(network.graph().outputs().keySet());
    return new DjlReference().forward(network.publishing(all), parameters, features);
  }
}
