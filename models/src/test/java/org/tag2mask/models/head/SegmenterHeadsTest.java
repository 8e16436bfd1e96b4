package org.tag2mask.models.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.cost.NetworkCost;
import org.tag2mask.models.graph.Dim;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.Parameter.Origin;

class SegmenterHeadsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tiny | aspp | 8",
        "mobilenet_v2[output_stride=16,last=17] | aspp | 16",
        "mobilenet_v2[output_stride=8,last=17] | deeplab_v3 | 8",
        "resnet50[output_stride=16,multi_grid=1-2-4] | deeplab_v3 | 16",
        "resnet101[output_stride=8] | largefov | 8",
        "resnet50[output_stride=8] | largefov[form=direct] | 8",
        "resnet38 | largefov[form=seam] | 8",
        "resnet38 | largefov[form=mctformer] | 8",
        "vgg16_largefov | largefov | 8",
        "vgg16[variant=s8] | largefov | 8"
      })
  void aSegmenterGivesALogitForEveryClassAndBackgroundAtItsStride(
      String trunk, String head, int stride) {
    Network net = build(trunk, head, 20);
    assertEquals(NetworkRole.SEGMENTER, net.role());
    assertEquals(List.of("logits"), net.published());
    assertEquals(stride, net.stride());
    assertArrayEquals(
        new long[] {2, 21, 320 / stride, 224 / stride},
        net.graph().output("logits").shape().at(Dim.symbols(2, 320, 224)));
  }

  @Test
  void vgg16LargeFovHasThePublishedSize() {
    // Chen et al. 2015, table 2: 20.5 million parameters with 21 labels.
    long size =
        NetworkCost.of(build("vgg16_largefov", "largefov", 20).graph(), 64, 64).parameters();
    assertEquals(20.5e6, size, 0.05e6);
    // The same layers, named alike, on the plain trunk.
    Network plain = build("vgg16[variant=s8]", "largefov", 20);
    assertEquals(size, NetworkCost.of(plain.graph(), 64, 64).parameters());
    assertArrayEquals(new int[] {1024, 512, 3, 3}, plain.graph().parameter("fc6.weight").shape());
    assertEquals(12, conv(plain, "fc6").dilation());
    assertEquals(Origin.HEAD, plain.graph().parameter("fc7.bias").origin());
  }

  @Test
  void deepLabV3HasTheLayersOfTorchvisionWithoutItsExtraConvolution() {
    Map<String, int[]> shapes = headShapes(build("resnet50[output_stride=16]", "deeplab_v3", 20));
    assertArrayEquals(new int[] {256, 2048, 1, 1}, shapes.get("classifier.0.convs.0.0.weight"));
    for (int branch = 1; branch <= 3; branch++) {
      String name = "classifier.0.convs." + branch + ".0.weight";
      assertArrayEquals(new int[] {256, 2048, 3, 3}, shapes.get(name));
    }
    assertArrayEquals(new int[] {256, 2048, 1, 1}, shapes.get("classifier.0.convs.4.1.weight"));
    assertArrayEquals(new int[] {256}, shapes.get("classifier.0.convs.4.2.running_var"));
    assertArrayEquals(new int[] {256, 1280, 1, 1}, shapes.get("classifier.0.project.0.weight"));
    assertArrayEquals(new int[] {21, 256, 1, 1}, shapes.get("classifier.4.weight"));
    assertArrayEquals(new int[] {21}, shapes.get("classifier.4.bias"));
    assertEquals(5 + 5 * 4 + 1 + 4 + 2, shapes.size());
  }

  @Test
  void theRatesDoubleAtStrideEightAndCanBeChosen() {
    assertEquals(List.of(6, 12, 18), rates(build("resnet50[output_stride=16]", "deeplab_v3", 3)));
    assertEquals(List.of(12, 24, 36), rates(build("resnet50[output_stride=8]", "deeplab_v3", 3)));
    assertEquals(List.of(3, 6, 9), rates(build("tiny", "aspp", 3)));
    assertEquals(List.of(2, 5), rates(build("tiny", "aspp[rates=2-5]", 3)));
  }

  @Test
  void theSmallFormIsAsSmallAsItSays() {
    // 1x1 and pool 320*64 each, three 3x3, join 5*64*128, 128*4, and the trunk's own.
    Network net = build("mobilenet_v2[output_stride=16,last=17]", "aspp", 3);
    long expected = 2 * 320 * 64 + 3 * 9 * 320 * 64 + 5 * 64 * 128 + 128 * 4 + 4;
    long norms = 2 * (5 * 64 + 128);
    long found =
        net.graph().parameters().stream()
            .filter(p -> p.origin() == Origin.HEAD && p.kind().learned())
            .mapToLong(Parameter::elements)
            .sum();
    assertEquals(expected + norms, found);
  }

  @Test
  void multiGridMultipliesTheDilationsOfTheLastStage() {
    Network net = build("resnet50[output_stride=16,multi_grid=1-2-4]", "deeplab_v3", 3);
    for (int block = 0; block < 3; block++) {
      assertEquals(2 << block, conv(net, "layer4." + block + ".conv2").dilation());
    }
    assertEquals(1, conv(net, "layer3.2.conv2").dilation());
    Network plain = build("resnet50[output_stride=16]", "deeplab_v3", 3);
    assertEquals(1, conv(plain, "layer4.0.conv2").dilation());
    assertEquals(2, conv(plain, "layer4.2.conv2").dilation());
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertRefused("tiny", "aspp[rates=3-x]", "needs whole numbers of at least 1 such as 6-12-18");
    assertRefused("tiny", "aspp[channels=0]", "channels must be at least 1, not 0");
    assertRefused("tiny", "largefov[form=v9]", "form must be one of [fc, fc8, seam");
    assertRefused("tiny", "largefov[rates=3]", "has no option 'rates'");
    assertRefused(
        "resnet50[multi_grid=1-2]", "deeplab_v3", "each of the 3 blocks of layer4, such as 1-2-4");
  }

  private static void assertRefused(String trunk, String head, String part) {
    ModelException e = assertThrows(ModelException.class, () -> build(trunk, head, 3));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  private static Map<String, int[]> headShapes(Network net) {
    Map<String, int[]> shapes = new TreeMap<>();
    net.graph().parameters().stream()
        .filter(p -> p.origin() == Origin.HEAD)
        .forEach(p -> shapes.put(p.name(), p.shape()));
    return shapes;
  }

  private static List<Integer> rates(Network net) {
    return net.graph().nodes().stream()
        .filter(n -> n.name().matches("classifier\\.0\\.convs\\.[1-9]\\.0"))
        .map(n -> ((Op.Conv) n.op()).dilation())
        .toList();
  }

  private static Op.Conv conv(Network net, String name) {
    for (Node node : net.graph().nodes()) {
      if (node.name().equals(name)) {
        return (Op.Conv) node.op();
      }
    }
    throw new AssertionError("no node " + name);
  }

  private static Network build(String trunk, String head, int classes) {
    return Networks.build(NetworkSpec.parse(trunk + "+" + head, "none", classes));
  }
}
