package org.tag2mask.models.network;

import java.util.HashSet;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.backbone.Backbone;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.backbone.Backbones;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.head.Head;
import org.tag2mask.models.head.Heads;
import org.tag2mask.models.head.PairHead;
import org.tag2mask.models.params.Parameter.Origin;

/** Makes networks from their {@link NetworkSpec}. */
public final class Networks {
  /** What the outputs that are taps of the backbone begin with. */
  public static final String TAP_PREFIX = "tap.";

  /** Whether the taps of the backbone are outputs. */
  public enum Taps {
    /** Only the outputs of the head. */
    HIDDEN,
    /**
     * Each tap too, and the last map, named {@link #TAP_PREFIX} and {@code map} or its own name.
     */
    NAMED
  }

  private Networks() {}

  /**
   * Builds a network. Layers of the trunk that no output needs are left out.
   *
   * @param spec its backbone, head and options
   * @return the network, with all outputs named
   * @throws ModelException if a name or option is unknown or a value impossible
   */
  public static Network build(NetworkSpec spec) {
    return build(spec, Taps.HIDDEN);
  }

  /**
   * Builds a network to look into.
   *
   * @param spec its backbone, head and options
   * @param taps whether the maps on the way are outputs too
   * @return the network, with all outputs named
   * @throws ModelException as {@link #build(NetworkSpec)}
   */
  public static Network build(NetworkSpec spec, Taps taps) {
    Backbone backbone = Backbones.named(spec.backbone());
    Head head = Heads.named(spec.head());
    Set<String> known = new HashSet<>(backbone.options());
    known.addAll(head.options());
    spec.refuseUnknown(known);

    GraphBuilder g = new GraphBuilder();
    Value image = g.image(3);
    NetworkSpec whole = spec.withDefaults(head.backboneOptions(spec));
    Features features = backbone.build(g, image, whole);
    if (taps == Taps.NAMED) {
      g.output(TAP_PREFIX + "map", features.map());
      features.taps().forEach((name, value) -> g.output(TAP_PREFIX + name, value));
    }
    if (head instanceof PairHead pair) {
      Features partner = backbone.build(g, g.input(Op.Source.PARTNER, 3), whole);
      g.origin(Origin.HEAD);
      pair.build(g, features, partner, whole);
    } else {
      g.origin(Origin.HEAD);
      head.build(g, features, whole);
    }
    Graph graph = g.build();
    return new Network(
        spec,
        head.role(),
        graph.keeping(graph.outputs().keySet()),
        backbone.input(whole),
        head.stride(features),
        features.stride(),
        head.published(whole));
  }

  /**
   * The same network with the outputs of a file for pairs of images.
   *
   * @param network a network whose head is a {@link PairHead}
   * @throws ModelException if its head looks at single images only
   */
  public static Network forPairs(Network network) {
    if (Heads.named(network.spec().head()) instanceof PairHead pair) {
      return network.publishing(pair.publishedForPairs());
    }
    throw new ModelException(
        "head '"
            + network.spec().head()
            + "' looks at single images and has no outputs for pairs; a head that has: "
            + String.join(", ", Heads.forPairs()));
  }
}
