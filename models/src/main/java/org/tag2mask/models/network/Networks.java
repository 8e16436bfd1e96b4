package org.tag2mask.models.network;

import java.util.HashSet;
import java.util.Set;
import org.tag2mask.models.backbone.Backbone;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.backbone.Backbones;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.head.Head;
import org.tag2mask.models.head.Heads;
import org.tag2mask.models.params.Parameter.Origin;

/** Makes networks from their {@link NetworkSpec}. */
public final class Networks {
  private Networks() {}

  /**
   * Builds a network.
   *
   * @param spec its backbone, head and options
   * @return the network, with all outputs named
   * @throws org.tag2mask.models.ModelException if a name or option is unknown or a value impossible
   */
  public static Network build(NetworkSpec spec) {
    Backbone backbone = Backbones.named(spec.backbone());
    Head head = Heads.named(spec.head());
    Set<String> known = new HashSet<>(backbone.options());
    known.addAll(head.options());
    spec.refuseUnknown(known);

    GraphBuilder g = new GraphBuilder();
    Value image = g.image(3);
    Features features = backbone.build(g, image, spec);
    g.origin(Origin.HEAD);
    head.build(g, features, spec);
    return new Network(
        spec, head.role(), g.build(), backbone.input(), features.stride(), head.published(spec));
  }
}
