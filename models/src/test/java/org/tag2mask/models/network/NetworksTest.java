package org.tag2mask.models.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.cost.NetworkCost;
import org.tag2mask.models.graph.Dim;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.graph.Op;

class NetworksTest {

  @Test
  void mobileNetHasThePublishedSizeAndWork() {
    Network net = build("mobilenet_v2", 1000);
    // torchvision counts 3,504,872 parameters: 17,056 batch-norm scales beside as many shifts (the
    // shifts become biases when folded), and 1,000 biases of the classifier, which CAM leaves out
    assertEquals(3_504_872 - 17_056 - 1000, NetworkCost.of(net.graph(), 224, 224).parameters());
    // Sandler et al. 2018, table 4: 300 million multiply-adds; here the classifier runs per cell
    long perCell = 48L * 1280 * 1000;
    long work = NetworkCost.of(net.graph(), 224, 224).multiplyAdds() - perCell;
    assertEquals(300e6, work, 1.5e6);
  }

  @Test
  void outputStrideTurnsStrideIntoDilation() {
    for (int stride : new int[] {8, 16, 32}) {
      Network net = build("mobilenet_v2[output_stride=" + stride + "]", 10);
      assertEquals(stride, net.stride());
      long[] cam = net.graph().output("cam").shape().at(Dim.symbols(2, 320, 224));
      assertArrayEquals(new long[] {2, 10, 320 / stride, 224 / stride}, cam);
      assertEquals(
          NetworkCost.of(build("mobilenet_v2", 10).graph(), 64, 64).parameters(),
          NetworkCost.of(net.graph(), 64, 64).parameters());
    }
    Network net = build("mobilenet_v2[output_stride=16]", 10);
    assertEquals(1, dilation(net, "features.14.conv.1.0"));
    assertEquals(2, dilation(net, "features.15.conv.1.0"));
    assertEquals(2, dilation(net, "features.17.conv.1.0"));
  }

  @Test
  void mobileNetCanBeCut() {
    Network net = build("mobilenet_v2[last=6,neck=128]", 3);
    assertEquals(8, net.stride());
    // 32 channels after features.6; 58 thousand parameters with the neck and three classes
    assertEquals(58_000, NetworkCost.of(net.graph(), 64, 64).parameters(), 1_000);
    assertArrayEquals(new int[] {128, 32, 1, 1}, net.graph().parameter("neck.weight").shape());
  }

  @Test
  void tinyIsSmall() {
    Network net = build("tiny", 5);
    assertEquals(8, net.stride());
    assertEquals(0.34e6, NetworkCost.of(net.graph(), 96, 128).parameters(), 0.005e6);
    assertArrayEquals(
        new long[] {16, 5}, net.graph().output("score").shape().at(Dim.symbols(16, 96, 128)));
  }

  @Test
  void specsReadAndWriteTheirTextForm() {
    NetworkSpec spec = NetworkSpec.parse("mobilenet_v2[output_stride=16, last=6]", "cam", 3);
    assertEquals(Map.of("output_stride", "16", "last", "6"), spec.options());
    assertEquals("mobilenet_v2[last=6,output_stride=16]", spec.text());
    assertEquals(spec, NetworkSpec.parse(spec.text(), "cam", 3));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertMessage("resnet999", "no backbone 'resnet999'; there are [tiny, mobilenet_v2");
    assertMessage("tiny[depth=3]", "no option 'depth'; it has [");
    assertMessage("tiny[width=x]", "needs a whole number but got 'x'");
    assertMessage("tiny[width", "name[key=value,key=value]");
    assertMessage("mobilenet_v2[output_stride=12]", "must be one of [8, 16, 32], not 12");
    assertMessage("mobilenet_v2[last=19]", "must be 0..18, not 19");
  }

  private static void assertMessage(String text, String part) {
    ModelException e = assertThrows(ModelException.class, () -> build(text, 3));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  private static int dilation(Network net, String name) {
    for (Node node : net.graph().nodes()) {
      if (node.name().equals(name)) {
        return ((Op.Conv) node.op()).dilation();
      }
    }
    throw new AssertionError("no node " + name);
  }

  private static Network build(String text, int classes) {
    return Networks.build(NetworkSpec.parse(text, "cam", classes));
  }
}
