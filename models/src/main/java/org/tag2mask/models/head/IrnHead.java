package org.tag2mask.models.head;

import java.util.List;
import java.util.Set;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Op.Corners;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.Initializer.Fan;
import org.tag2mask.models.params.Parameter.Kind;

/**
 * IRNet (Ahn, Cho and Kwak 2019) on the five stages of a trunk, names as in the official files.
 *
 * <ul>
 *   <li>{@code edge [N,1,H/4,W/4]}: the logit of a class boundary ({@code fc_edge1..6});
 *   <li>{@code displacement [N,2,H/4,W/4]}: the way to the centroid of the object in cells, rows
 *       first ({@code fc_dp1..7}), minus the statistic {@code mean_shift.running_mean}, the mean
 *       over the training images. Losses look at differences of displacements, where the mean
 *       cancels out.
 * </ul>
 *
 * <p>IRNet trains these branches only: freeze the trunk.
 *
 * <p>Options: {@code displacement=no} leaves the second branch out, and {@code corners=aligned}
 * (default {@code half_pixel}) resizes as SemFormer's copy of the edge branch does.
 */
public final class IrnHead implements Head {
  /** The statistic that the published displacement subtracts. */
  public static final String MEAN_SHIFT = "mean_shift.running_mean";

  private static final int STRIDE = 4;
  private static final int COARSE_STRIDE = 8;
  private static final int EDGE_CHANNELS = 32;
  private static final int EDGE_GROUPS = 4;
  private static final int[] DISPLACEMENT_CHANNELS = {64, 128, 256, 256, 256};
  private static final int[] DISPLACEMENT_GROUPS = {8, 16, 16, 16, 16};
  private static final double EPSILON = 1e-5;

  /** The deviation of torch's default initialisation of a convolution. */
  private static final Initializer DEFAULT = new Initializer.Kaiming(Math.sqrt(1 / 3.0), Fan.IN);

  IrnHead() {}

  @Override
  public String name() {
    return "irn";
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.BOUNDARY;
  }

  @Override
  public Set<String> options() {
    return Set.of("displacement", "corners");
  }

  @Override
  public List<String> published(NetworkSpec spec) {
    return displaces(spec) ? List.of("edge", "displacement") : List.of("edge");
  }

  @Override
  public int stride(Features features) {
    return STRIDE;
  }

  @Override
  public void build(GraphBuilder g, Features features, NetworkSpec spec) {
    Pyramid pyramid = Pyramid.of(features, spec);
    boolean aligned =
        spec.oneOf("corners", "half_pixel", "half_pixel", "aligned").equals("aligned");
    Corners corners = aligned ? Corners.ALIGNED : Corners.HALF_PIXEL;
    g.output("edge", edge(g, pyramid, corners));
    if (displaces(spec)) {
      g.output("displacement", displacement(g, pyramid, corners));
    }
  }

  private static boolean displaces(NetworkSpec spec) {
    return spec.oneOf("displacement", "yes", "yes", "no").equals("yes");
  }

  private static Value edge(GraphBuilder g, Pyramid pyramid, Corners corners) {
    Value grid = pyramid.grid(STRIDE);
    Value[] parts = new Value[pyramid.stages().size()];
    for (int i = 0; i < parts.length; i++) {
      Value part = unit(g, "fc_edge" + (i + 1), pyramid.map(i), EDGE_CHANNELS, EDGE_GROUPS);
      parts[i] = g.relu(g.resizeLike(part, grid, corners));
    }
    return g.conv("fc_edge6", g.concat(1, parts), Conv2d.of(1, 1).initial(DEFAULT));
  }

  private static Value displacement(GraphBuilder g, Pyramid pyramid, Corners corners) {
    Value grid = pyramid.grid(STRIDE);
    Value coarse = pyramid.grid(COARSE_STRIDE);
    Value[] parts = new Value[pyramid.stages().size()];
    for (int i = 0; i < parts.length; i++) {
      String layer = "fc_dp" + (i + 1);
      Value part = unit(g, layer, pyramid.map(i), DISPLACEMENT_CHANNELS[i], DISPLACEMENT_GROUPS[i]);
      parts[i] = g.relu(g.resizeLike(part, i < 2 ? grid : coarse, corners));
    }
    Value deep = unit(g, "fc_dp6", g.concat(1, parts[2], parts[3], parts[4]), 256, 16);
    deep = g.relu(g.resizeLike(deep, grid, corners));
    Value joint = g.relu(unit(g, "fc_dp7", g.concat(1, parts[0], parts[1], deep), 256, 16));
    Value raw = g.conv("fc_dp7.3", joint, Conv2d.of(2, 1).noBias().initial(DEFAULT));
    Value mean = g.weight(MEAN_SHIFT, Kind.STATISTIC, Initializer.ZEROS, 2);
    return g.binary(Op.Arithmetic.SUB, raw, g.reshape(mean, 1, 2, 1, 1));
  }

  private static Value unit(GraphBuilder g, String layer, Value x, int channels, int groups) {
    Value y = g.conv(layer + ".0", x, Conv2d.of(channels, 1).noBias().initial(DEFAULT));
    return g.groupNorm(layer + ".1", y, groups, EPSILON);
  }
}
