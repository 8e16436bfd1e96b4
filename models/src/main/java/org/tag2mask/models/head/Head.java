package org.tag2mask.models.head;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;

/** The layers on top of a backbone, which make a network of some role. */
public interface Head {

  /** Its name in commands and files. */
  String name();

  /** What the whole network is for. */
  NetworkRole role();

  /** Names of the options it reads from a {@link NetworkSpec}. */
  Set<String> options();

  /**
   * Options the backbone is built with where the spec does not give them: what this head needs of
   * it, such as a class token for each class.
   *
   * @param spec classes and the given options
   */
  default Map<String, String> backboneOptions(NetworkSpec spec) {
    return Map.of();
  }

  /**
   * Names of the outputs an exported file has.
   *
   * @param spec where options are read
   */
  List<String> published(NetworkSpec spec);

  /**
   * Pixels per cell of the published maps.
   *
   * @param features what the backbone yields
   */
  default int stride(Features features) {
    return features.stride();
  }

  /**
   * Adds its layers and names the outputs.
   *
   * @param g the graph so far
   * @param features what the backbone yields
   * @param spec classes and options
   * @throws org.tag2mask.models.ModelException if an option has a value it cannot have, or the
   *     backbone lacks what the head stands on
   */
  void build(GraphBuilder g, Features features, NetworkSpec spec);
}
