package org.tag2mask.models.head;

import java.util.List;
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

  /** Names of the outputs an exported file has. */
  List<String> published();

  /**
   * Names of the outputs an exported file has with given options.
   *
   * @param spec where options are read
   */
  default List<String> published(NetworkSpec spec) {
    return published();
  }

  /**
   * Adds its layers and names the outputs.
   *
   * @param g the graph so far
   * @param features what the backbone yields
   * @param spec classes and options
   */
  void build(GraphBuilder g, Features features, NetworkSpec spec);
}
