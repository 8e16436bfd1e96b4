package org.tag2mask.models.backbone;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.NetworkSpec;

/** A trunk network: image to feature map. */
public interface Backbone {

  /** Its name in commands and files. */
  String name();

  /** Names of the options it reads from a {@link NetworkSpec}. */
  Set<String> options();

  /** How it wants its image. */
  ImageInput input();

  /**
   * How it wants its image with given options.
   *
   * @param spec where options are read
   */
  default ImageInput input(NetworkSpec spec) {
    return input();
  }

  /**
   * Adds its layers to a graph.
   *
   * @param g the graph so far
   * @param image the input image {@code [N,3,H,W]}
   * @param spec where options are read
   * @return the feature map and its stride
   * @throws ModelException if an option has a value it cannot have
   */
  Features build(GraphBuilder g, Value image, NetworkSpec spec);

  /**
   * What a backbone yields.
   *
   * @param map the last feature map {@code [N,C,h,w]}
   * @param stride pixels per cell of it
   * @param taps earlier maps by their name in the papers, from shallow to deep
   * @param stages the last map of each of the trunk's five stages, from shallow to deep, for heads
   *     that look at several; empty where a trunk has no such pyramid
   */
  record Features(Value map, int stride, Map<String, Value> taps, List<Stage> stages) {
    /** Keeps the order of the taps. */
    public Features {
      taps = Collections.unmodifiableMap(new LinkedHashMap<>(taps));
      stages = List.copyOf(stages);
    }

    /** Features of a trunk without a pyramid. */
    Features(Value map, int stride, Map<String, Value> taps) {
      this(map, stride, taps, List.of());
    }

    /**
     * A tap by name.
     *
     * @throws ModelException if the backbone has none of that name, naming those it has
     */
    public Value tap(String name) {
      Value tap = taps.get(name);
      if (tap == null) {
        throw new ModelException("the backbone has no tap '" + name + "'; it has " + taps.keySet());
      }
      return tap;
    }

    /** Features without taps. */
    Features(Value map, int stride) {
      this(map, stride, Map.of());
    }
  }

  /**
   * One level of a trunk's pyramid.
   *
   * @param map {@code [N,C,h,w]}
   * @param stride pixels per cell of it
   */
  record Stage(Value map, int stride) {}
}
