package org.tag2mask.models.head;

import java.util.List;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.network.NetworkSpec;

/**
 * A head that also compares two images: the backbone runs on both with the same weights. What needs
 * the partner is not among the {@link #published} outputs, so files for single images are without
 * it.
 */
public interface PairHead extends Head {

  /** Names of the outputs of a file exported for pairs of images; those of the role come first. */
  List<String> publishedForPairs();

  /**
   * Adds its layers and names the outputs, those of the image alone and those of the pair.
   *
   * @param g the graph so far
   * @param image what the backbone yields for the image
   * @param partner what it yields for the second image
   * @param spec classes and options
   */
  void build(GraphBuilder g, Features image, Features partner, NetworkSpec spec);
}
