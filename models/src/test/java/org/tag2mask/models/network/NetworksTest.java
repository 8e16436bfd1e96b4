package org.tag2mask.models.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.cost.NetworkCost;
import org.tag2mask.models.graph.Dim;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.params.Parameter;

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
  void aCutTrunkIsWidenedForEveryHeadOfMaps() {
    for (String head : List.of("cam", "vwe", "decoupled", "mcis")) {
      NetworkSpec spec = NetworkSpec.parse("mobilenet_v2[last=6,neck=48]", head, 3);
      Network net = Networks.build(spec);
      assertArrayEquals(
          new int[] {48, 32, 1, 1}, net.graph().parameter("neck.weight").shape(), head);
    }
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
  void theTextMayNameTheHead() {
    NetworkSpec spec = NetworkSpec.parse("deit_tiny+mctformer[variant=v1]", "cam", 7);
    assertEquals("mctformer", spec.head());
    assertEquals("deit_tiny[variant=v1]", spec.text());
    assertEquals(spec, NetworkSpec.parse(spec.text(), spec.head(), 7));
    assertEquals("cam", NetworkSpec.parse("deit_tiny", "cam", 7).head());
    assertEquals(
        NetworkSpec.parse("deit_tiny[grid=7,variant=v1]", "mctformer", 7),
        NetworkSpec.parse("deit_tiny[grid=7] + mctformer[variant=v1]", "cam", 7));
  }

  @Test
  void headsBringTheClassTokensTheyNeed() {
    Network mctFormer = build("deit_tiny+mctformer", 7);
    assertArrayEquals(new int[] {1, 7, 192}, shape(mctFormer, "cls_token"));
    assertArrayEquals(new int[] {1, 7 + 196, 192}, shape(mctFormer, "pos_embed"));
    Network plus = build("deit_tiny+mctformer[variant=plus]", 7);
    assertArrayEquals(new int[] {1, 7, 192}, shape(plus, "pos_embed_cls"));
    assertArrayEquals(new int[] {1, 196, 192}, shape(plus, "pos_embed_pat"));
    Network semFormer = build("deit_tiny+semformer[grid=20]", 7);
    assertArrayEquals(new int[] {1, 8, 192}, shape(semFormer, "segmentor.cls_token"));
    assertArrayEquals(
        new int[] {1, 400, 192}, shape(semFormer, "segmentor.backbone.grid_posembed"));
    assertEquals(Map.of("grid", "20"), semFormer.spec().options());
    // the method learns its class tokens at the rate of new layers
    assertEquals(
        Set.of("cls_token", "cls_posembed", "cls_head", "seg_head"),
        semFormer.graph().parameters().stream()
            .filter(p -> p.origin() == Parameter.Origin.HEAD)
            .map(p -> p.name().split("\\.")[1])
            .collect(Collectors.toSet()));
  }

  @Test
  void outputsHaveTheShapesTheirHeadsPromise() {
    Map<String, Long> size = Dim.symbols(2, 96, 128);
    for (String head : new String[] {"tscam", "mctformer[variant=plus]", "semformer"}) {
      Network net = build("deit_tiny+" + head, 7);
      assertEquals(NetworkRole.CLASSIFIER, net.role());
      assertArrayEquals(new long[] {2, 7, 6, 8}, net.graph().output("cam").shape().at(size));
      assertArrayEquals(new long[] {2, 7}, net.graph().output("score").shape().at(size));
    }
    Network plus = build("deit_tiny+mctformer[variant=plus]", 7);
    assertArrayEquals(
        new long[] {2, 48, 48}, plus.graph().output("patch_attention").shape().at(size));
    assertArrayEquals(
        new long[] {12, 2, 7, 192}, plus.graph().output("class_embeddings").shape().at(size));
    Network deepLab = build("resnet50+deeplab_v2", 7);
    assertEquals(NetworkRole.SEGMENTER, deepLab.role());
    assertArrayEquals(new long[] {2, 8, 3, 4}, deepLab.graph().output("logits").shape().at(size));
  }

  @Test
  void tapsAreOutputsWhenAskedFor() {
    NetworkSpec spec = NetworkSpec.parse("deit_tiny+tscam", "cam", 7);
    assertEquals(
        Set.of("cam", "score", "signed_cam", "attention"),
        Networks.build(spec).graph().outputs().keySet());
    Graph graph = Networks.build(spec, Networks.Taps.NAMED).graph();
    assertArrayEquals(
        new long[] {1, 25, 25},
        graph.output("tap.attention.11").shape().at(Dim.symbols(1, 64, 96)));
  }

  @Test
  void unfoldedMobileNetIsTorchvisions() {
    Network net = build("mobilenet_v2[batch_norm=yes]", 3);
    assertEquals(ImageInput.imageNet(), net.input());
    assertEquals(ImageInput.signedUnit(), build("mobilenet_v2", 3).input());
    List<String> block =
        net.graph().parameters().stream()
            .map(Parameter::name)
            .filter(name -> name.startsWith("features.3."))
            .filter(name -> name.endsWith("weight") || name.endsWith("running_var"))
            .toList();
    assertEquals(
        List.of(
            "features.3.conv.0.0.weight",
            "features.3.conv.0.1.weight",
            "features.3.conv.0.1.running_var",
            "features.3.conv.1.0.weight",
            "features.3.conv.1.1.weight",
            "features.3.conv.1.1.running_var",
            "features.3.conv.2.weight",
            "features.3.conv.3.weight",
            "features.3.conv.3.running_var"),
        block);
    assertEquals(
        List.of("features.1.conv.0.0", "features.1.conv.0.1", "features.1.conv.1"),
        net.graph().nodes().stream()
            .filter(node -> !node.parameters().isEmpty())
            .map(Node::name)
            .filter(name -> name.startsWith("features.1.conv"))
            .limit(3)
            .toList());
  }

  @Test
  void normalisationIsFrozenUnlessItIsToBeTrained() {
    for (String trunk :
        new String[] {
          "resnet18", "resnet50", "resnet38", "resnet101_caffe", "mobilenet_v2[batch_norm=yes]"
        }) {
      String trained =
          trunk.contains("[") ? trunk.replace("]", ",norm=trained]") : trunk + "[norm=trained]";
      assertEquals(Set.of(true), frozen(build(trunk, 3)), trunk);
      assertEquals(Set.of(false), frozen(build(trained, 3)), trained);
    }
  }

  private static Set<Boolean> frozen(Network net) {
    Set<Boolean> found = new HashSet<>();
    for (Node node : net.graph().nodes()) {
      if (node.op() instanceof Op.BatchNorm norm) {
        assertEquals(1e-5, norm.epsilon());
        found.add(norm.frozen());
      }
    }
    return found;
  }

  private static int[] shape(Network net, String parameter) {
    return net.graph().parameter(parameter).shape();
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertMessage("resnet999", "no backbone 'resnet999'; there are [tiny, mobilenet_v2");
    assertMessage("tiny[depth=3]", "no option 'depth'; it has [");
    assertMessage("tiny[width=x]", "needs a whole number but got 'x'");
    assertMessage("tiny[width", "name[key=value,key=value]");
    assertMessage("mobilenet_v2[output_stride=12]", "must be one of [8, 16, 32], not 12");
    assertMessage("mobilenet_v2[norm=trained]", "option norm needs batch_norm=yes");
    assertMessage("tiny[width=4]+cam[width=8]", "gives the option 'width' twice");
    assertMessage("deit_tiny+tscam+cam", "is not of the form name");
    assertMessage("deit_tiny+", "is not of the form name");
    assertMessage("deit_tiny+nothing", "no head 'nothing'; there are [cam,");
    assertMessage("resnet50+tscam", "head tscam stands on a transformer such as deit_small");
    assertMessage("deit_tiny+mctformer[class_tokens=2]", "needs 3 class tokens");
    assertMessage("deit_tiny+mctformer[attention_blocks=13]", "must be 1..12, not 13");
    assertMessage("deit_tiny+mctformer[variant=plus,decay=0]", "must be in (0, 1], not 0.0");
    assertMessage("deit_tiny[class_tokens=0]", "class_tokens must be at least 1, not 0");
    assertMessage("deit_tiny[layout=split,distilled=yes]", "stands in layout=joint only");
    assertMessage("deit_tiny[grid=0]", "grid must be at least 1, not 0");
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
