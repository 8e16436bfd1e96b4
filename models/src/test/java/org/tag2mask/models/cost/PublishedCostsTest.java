package org.tag2mask.models.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.backbone.Backbone;
import org.tag2mask.models.backbone.Backbones;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;

/** Numbers that papers and libraries print, and how they are counted. */
class PublishedCostsTest {
  private static final int IMAGENET = 1000;

  /** torchvision prints them with the dense layer of ImageNet's classes, which we leave out. */
  @Test
  void residualNetworksHaveTorchvisionsParameters() {
    assertEquals(11_689_512, trunkParameters("resnet18") + dense(512));
    assertEquals(25_557_032, trunkParameters("resnet50") + dense(2048));
    assertEquals(44_549_160, trunkParameters("resnet101") + dense(2048));
    assertEquals(3_504_872, trunkParameters("mobilenet_v2[batch_norm=yes]") + dense(1280));
  }

  /** He et al. 2016, table 1 (stride on the first convolution there): 3.8 and 7.6 billion. */
  @Test
  void residualNetworksHaveTheirMultiplyAdds() {
    // torchvision prints 4.09, 7.80 and 0.30 billion for 224 pixels
    assertEquals(4_087_136_256L, trunk("resnet50", 224, 224).multiplyAdds());
    assertEquals(7_799_357_440L, trunk("resnet101", 224, 224).multiplyAdds());
    assertEquals(
        300e6, trunk("mobilenet_v2[batch_norm=yes]", 224, 224).multiplyAdds() + 1.28e6, 1.5e6);
  }

  /** Touvron et al. 2021, table 1: 5, 22 and 86 million, with a dense layer on the class token. */
  @Test
  void transformersHaveDeitsParameters() {
    assertEquals(5_717_416, trunkParameters("deit_tiny") + dense(192));
    assertEquals(22_050_664, trunkParameters("deit_small") + dense(384));
    assertEquals(86_567_656, trunkParameters("deit_base") + dense(768));
    // a second token with its position and a second dense layer
    assertEquals(22_436_432, trunkParameters("deit_small[distilled=yes]") + 2 * dense(384));
  }

  /**
   * SemFormer's table 9: 22.04 M and 22.67 G for TS-CAM, 24.06 M and 23.34 G for SemFormer at
   * 448×448. The parameters are those of the files: with the arrays that the networks hold but do
   * not read. The work is multiply-adds and five operations for each value of a layer norm.
   */
  @Test
  void transformersForMapsHaveTheSizeOfSemFormersTable() {
    long positionsOf28 = 28 * 28 * 384;
    NetworkCost tsCam = whole("deit_small+tscam", 448);
    assertEquals(22.04, 1e-6 * (tsCam.parameters() + positionsOf28), 0.005);
    assertEquals(22_035_860, tsCam.parameters() + positionsOf28);
    assertEquals(22_632_956_928L, tsCam.multiplyAdds());
    // 25 layer norms of a class token and 784 patches
    assertEquals(5L * 25 * 785 * 384, tsCam.normOperations());
    assertEquals(22.67, 1e-9 * (tsCam.multiplyAdds() + tsCam.normOperations()), 0.005);

    long tokenAndPositionsOfDeit = (1 + 197) * 384;
    NetworkCost semFormer = whole("deit_small+semformer", 448);
    assertEquals(24_060_693, semFormer.parameters() + tokenAndPositionsOfDeit);
    assertEquals(23.34, 1e-9 * (semFormer.multiplyAdds() + semFormer.normOperations()), 0.005);
  }

  /**
   * CIAN's table 1 for ResNet-101 at 321×321, stride 8: 42.4 M and 72.5 G, with the affinity module
   * 50.8 M and 88.2 G, with a second image 89.7 G. Counted are the weights of convolutions, without
   * batch norms and classifier, and their multiply-adds. All three numbers are those of a network
   * with the stride on the first convolution of a block; torchvision's, with the stride on the
   * second, has 0.16 G more.
   */
  @Test
  void theCrossImageNetworkHasTheSizeOfItsTable() {
    NetworkCost trunk = trunk("resnet101_caffe", 321, 321);
    assertEquals(42_394_816, trunk.weights());
    assertEquals(72.5, 1e-9 * trunk.multiplyAdds(), 0.05);
    NetworkCost torchvision = trunk("resnet101[output_stride=8]", 321, 321);
    assertEquals(trunk.weights(), torchvision.weights());
    // 256 to 128 channels on 81x81 instead of 41x41 cells
    long more = (81 * 81 - 41 * 41) * 256L * 128;
    assertEquals(trunk.multiplyAdds() + more, torchvision.multiplyAdds());

    NetworkCost self = crossImage("logits");
    assertEquals(50.8, 1e-6 * self.weights(), 0.05);
    assertEquals(88.2, 1e-9 * self.multiplyAdds(), 0.05);
    assertEquals(89.7, 1e-9 * crossImage("cross_logits").multiplyAdds(), 0.05);
  }

  /** What an output needs, without the classifier of 21 labels. */
  private static NetworkCost crossImage(String output) {
    NetworkSpec spec = NetworkSpec.parse("resnet101_caffe+cian", "cam", 20);
    Graph graph = Networks.build(spec).graph().keeping(List.of(output));
    NetworkCost cost = NetworkCost.of(graph, 321, 321);
    long classifier = 21 * 2048 * 9;
    return new NetworkCost(
        cost.parameters() - classifier,
        cost.weights() - classifier,
        cost.multiplyAdds() - classifier * 41 * 41,
        cost.normOperations());
  }

  private static long dense(int width) {
    return (width + 1L) * IMAGENET;
  }

  private static long trunkParameters(String text) {
    return trunk(text, 224, 224).parameters();
  }

  private static NetworkCost trunk(String text, int height, int width) {
    NetworkSpec spec = NetworkSpec.parse(text, "cam", 1);
    GraphBuilder g = new GraphBuilder();
    Backbone.Features features = Backbones.named(spec.backbone()).build(g, g.image(3), spec);
    return NetworkCost.of(g.output("map", features.map()).build(), height, width);
  }

  private static NetworkCost whole(String text, int size) {
    Graph graph = Networks.build(NetworkSpec.parse(text, "cam", 20)).graph();
    return NetworkCost.of(graph, size, size);
  }
}
