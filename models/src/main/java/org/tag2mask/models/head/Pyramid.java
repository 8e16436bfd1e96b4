package org.tag2mask.models.head;

import java.util.List;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.backbone.Backbone.Stage;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.NetworkSpec;

/** The five stages of a trunk, for heads that look at several and bring them to one grid. */
record Pyramid(List<Stage> stages) {
  private static final int STAGES = 5;

  /**
   * The pyramid of a trunk.
   *
   * @throws ModelException if the trunk has none
   */
  static Pyramid of(Features features, NetworkSpec spec) {
    if (features.stages().size() != STAGES) {
      throw new ModelException(
          "head "
              + spec.head()
              + " looks at five stages of its trunk, which "
              + spec.text()
              + " does not have; take tiny, mobilenet_v2, a resnet, resnet38 or a vgg16");
    }
    return new Pyramid(features.stages());
  }

  /** The map of a stage, from 0. */
  Value map(int stage) {
    return stages.get(stage).map();
  }

  /**
   * The first map of a stride: the grid that others are brought to.
   *
   * @param stride pixels per cell
   * @throws ModelException if no stage has it
   */
  Value grid(int stride) {
    return stages.stream()
        .filter(stage -> stage.stride() == stride)
        .findFirst()
        .orElseThrow(
            () ->
                new ModelException(
                    "the trunk has stages of strides "
                        + stages.stream().map(Stage::stride).toList()
                        + " but none of stride "
                        + stride))
        .map();
  }
}
