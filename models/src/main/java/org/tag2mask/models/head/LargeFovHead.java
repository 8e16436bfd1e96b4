package org.tag2mask.models.head;

import java.util.List;
import java.util.Set;
import org.tag2mask.models.backbone.Backbone.Features;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.params.Initializer;

/**
 * DeepLab-LargeFOV (Chen et al. 2015): a 3×3 convolution with a large dilation sees enough of the
 * picture to tell what a pixel belongs to. Output {@code logits [N,K+1,h,w]} at the trunk's stride.
 *
 * <p>Options: {@code rate}, the dilation (12); {@code hidden}, channels between (1024; 512 in the
 * forms {@code seam} and {@code mctformer}); {@code dropout} yes (default) or no, where the form
 * has one; {@code form}:
 *
 * <ul>
 *   <li>{@code fc}: {@code fc6} (3×3 dilated), {@code fc7} (1×1), each with ReLU and dropout, and
 *       {@code fc8} (1×1), as VGG16 and, in Caffe, ResNet-101 are used. The default.
 *   <li>{@code fc8}: the last of them alone, for a trunk that has the others. The default there.
 *   <li>{@code seam}: {@code conv_fov} (3×3 dilated), {@code conv_fov2} (1×1), each without bias
 *       and with batch normalisation and ReLU, dropout, {@code cls_conv} (1×1): SEAM's and
 *       SemFormer's segmenter on ResNet-38.
 *   <li>{@code mctformer}: {@code fc8_seg_conv1} with ReLU and {@code fc8_seg_conv2}, both 3×3
 *       dilated: MCTformer's segmenter on ResNet-38.
 *   <li>{@code direct}: one dilated 3×3 convolution without bias, {@code cls_conv}: CIAN.
 * </ul>
 */
final class LargeFovHead implements Head {
  private static final double EPSILON = 1e-5;

  /** Of the public code's two batch normalisations, in torch's convention. */
  private static final double MOMENTUM = 3e-4;

  /** The tap of a trunk that ends with fc6 and fc7 itself. */
  private static final String TRUNK_FC7 = "conv5fc";

  private static final Initializer SMALL = new Initializer.Normal(0.01f);

  @Override
  public String name() {
    return "largefov";
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.SEGMENTER;
  }

  @Override
  public Set<String> options() {
    return Set.of("form", "rate", "hidden", "dropout");
  }

  @Override
  public List<String> published(NetworkSpec spec) {
    return List.of("logits");
  }

  @Override
  public void build(GraphBuilder g, Features features, NetworkSpec spec) {
    Value x = features.map();
    int labels = spec.classes() + 1;
    int rate = spec.count("rate", 12);
    String own = features.taps().containsKey(TRUNK_FC7) ? "fc8" : "fc";
    String form = spec.oneOf("form", own, "fc", "fc8", "seam", "mctformer", "direct");
    int hidden = spec.count("hidden", form.equals("fc") ? 1024 : 512);
    boolean dropout = spec.oneOf("dropout", "yes", "yes", "no").equals("yes");
    Conv2d wide = Conv2d.of(hidden, 3).dilation(rate).padding(rate);
    Conv2d last = Conv2d.of(labels, 1).initial(SMALL);
    Conv2d wideLast = Conv2d.of(labels, 3).dilation(rate).padding(rate).initial(SMALL);
    Value logits =
        switch (form) {
          case "fc" -> {
            Value y = dropped(g, g.relu(g.conv("fc6", x, wide)), dropout);
            y = dropped(g, g.relu(g.conv("fc7", y, Conv2d.of(hidden, 1))), dropout);
            yield g.conv("fc8", y, last);
          }
          case "fc8" -> g.conv("fc8", x, last);
          case "seam" -> {
            Value y = g.conv("conv_fov", x, wide.noBias());
            y = g.relu(g.batchNorm("bn_fov", y, EPSILON, MOMENTUM));
            y = g.conv("conv_fov2", y, Conv2d.of(hidden, 1).noBias());
            y = g.relu(g.batchNorm("bn_fov2", y, EPSILON, MOMENTUM));
            yield g.conv("cls_conv", dropped(g, y, dropout), last);
          }
          case "mctformer" ->
              g.conv("fc8_seg_conv2", g.relu(g.conv("fc8_seg_conv1", x, wide)), wideLast);
          default -> g.conv("cls_conv", x, wideLast.noBias());
        };
    g.output("logits", logits);
  }

  private static Value dropped(GraphBuilder g, Value x, boolean dropout) {
    return dropout ? g.dropout(x, 0.5, Op.Dropped.VALUES) : x;
  }
}
