package org.tag2mask.models.head;

import java.util.List;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.Initializer.Fan;

/**
 * AffinityNet (Ahn and Kwak 2018): 1×1 convolutions without bias of the trunk's last three stages,
 * ELU, brought to the 1/8 grid, joined, and another 1×1 convolution with ELU. Output {@code feature
 * [N,448,H/8,W/8]}; two cells belong together as far as {@code exp(-mean_c |f_i - f_j|)} is near 1.
 * Names {@code f8_3, f8_4, f8_5, f9} as in the official files.
 *
 * <p>Options: {@code feature}, channels of the output, a multiple of 7 divided 1:2:4 among the
 * stages, 448 by default; {@code group_norm=yes} normalises the three parts in 8, 16 and 32 groups
 * before the ELU (layers {@code gn8_3..gn8_5}), as the official code does on VGG16, whose trunk has
 * no normalisation of its own.
 */
final class AffinityHead implements Head {
  private static final int STRIDE = 8;
  private static final int FIRST_STAGE = 2;
  private static final int[] SHARES = {1, 2, 4};
  private static final int[] GROUPS = {8, 16, 32};
  private static final double EPSILON = 1e-5;
  private static final Initializer PART = new Initializer.Kaiming(Math.sqrt(2), Fan.IN);

  /** Xavier's with gain 4, which for as many outputs as inputs is the same deviation. */
  private static final Initializer JOINT = new Initializer.Kaiming(4, Fan.IN);

  @Override
  public String name() {
    return "affinity";
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.AFFINITY;
  }

  @Override
  public Set<String> options() {
    return Set.of("feature", "group_norm");
  }

  @Override
  public List<String> published(NetworkSpec spec) {
    return List.of("feature");
  }

  @Override
  public int stride(Features features) {
    return STRIDE;
  }

  @Override
  public void build(GraphBuilder g, Features features, NetworkSpec spec) {
    Pyramid pyramid = Pyramid.of(features, spec);
    boolean normalised = spec.oneOf("group_norm", "no", "yes", "no").equals("yes");
    int channels = channels(spec, normalised);
    Value grid = pyramid.grid(STRIDE);
    Value[] parts = new Value[SHARES.length];
    for (int i = 0; i < SHARES.length; i++) {
      String layer = "8_" + (i + 3);
      Conv2d conv = Conv2d.of(channels / 7 * SHARES[i], 1).noBias().initial(PART);
      Value part = g.conv("f" + layer, pyramid.map(FIRST_STAGE + i), conv);
      if (normalised) {
        part = g.groupNorm("gn" + layer, part, GROUPS[i], EPSILON);
      }
      parts[i] = g.resizeLike(g.apply(Op.Function.ELU, part), grid, Op.Corners.HALF_PIXEL);
    }
    Conv2d joint = Conv2d.of(channels, 1).noBias().initial(JOINT);
    Value feature = g.apply(Op.Function.ELU, g.conv("f9", g.concat(1, parts), joint));
    g.output("feature", feature);
  }

  private static int channels(NetworkSpec spec, boolean normalised) {
    int channels = spec.integer("feature", 448);
    int unit = normalised ? 7 * GROUPS[0] : 7;
    if (channels < unit || channels % unit != 0) {
      throw new ModelException(
          spec.text() + ": feature must be a multiple of " + unit + ", not " + channels);
    }
    return channels;
  }
}
