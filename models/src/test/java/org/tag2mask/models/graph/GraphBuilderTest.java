package org.tag2mask.models.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.Parameter;

class GraphBuilderTest {

  @Test
  void infersTheSizesOfAConvolutionAsTheFrameworksDo() {
    GraphBuilder g = new GraphBuilder();
    Value image = g.image(3);
    // torch: floor((H + 2·3 - 7) / 2) + 1; the ResNet stem of a 375×500 photo is 188×250
    Value stem = g.conv("conv1", image, Conv2d.of(64, 7).stride(2).padding(3));
    assertArrayEquals(new long[] {1, 64, 188, 250}, stem.shape().at(Dim.symbols(1, 375, 500)));
    // TensorFlow SAME: ceil(H / 2)
    Value same = g.conv("same", image, Conv2d.of(8, 3).stride(2).padding(Padding.SAME));
    assertArrayEquals(new long[] {1, 8, 188, 250}, same.shape().at(Dim.symbols(1, 375, 500)));
    // dilation 2 with padding 2 keeps the size
    Value wide = g.conv("wide", image, Conv2d.of(8, 3).dilation(2).padding(2));
    assertTrue(wide.shape().get(2).sameAs(Dim.H));
    // Caffe's ceil mode: ceil((188 - 3) / 2) + 1
    Value pooled = g.maxPool(stem, 3, 2, 0, true);
    assertArrayEquals(new long[] {1, 64, 94, 125}, pooled.shape().at(Dim.symbols(1, 375, 500)));
  }

  @Test
  void samePaddingPutsTheOddZeroAfter() {
    assertArrayEquals(new long[] {0, 1}, Padding.SAME.at(true, 224, 3, 2));
    assertArrayEquals(new long[] {1, 1}, Padding.SAME.at(true, 225, 3, 2));
    assertArrayEquals(new long[] {2, 3}, Padding.SAME.at(false, 224, 7, 2));
  }

  @Test
  void declaresParametersUnderTheLayersName() {
    GraphBuilder g = new GraphBuilder();
    Value x = g.conv("features.0.0", g.image(3), Conv2d.of(8, 3).padding(1));
    x = g.conv("dw", x, Conv2d.of(8, 3).depthwise().padding(1).noBias());
    x = g.batchNorm("bn", x, 1e-5, 0.1);
    Graph graph = g.output("x", x).build();
    assertEquals(
        List.of(
            "features.0.0.weight[8, 3, 3, 3]",
            "features.0.0.bias[8]",
            "dw.weight[8, 1, 3, 3]",
            "bn.weight[8]",
            "bn.bias[8]",
            "bn.running_mean[8]",
            "bn.running_var[8]"),
        graph.parameters().stream().map(Parameter::toString).toList());
  }

  @Test
  void layersOfOneNameShareTheirParameters() {
    GraphBuilder g = new GraphBuilder();
    Value image = g.image(3);
    Value a = g.conv("phi", image, Conv2d.of(4, 1).noBias());
    Value b = g.conv("phi", g.relu(image), Conv2d.of(4, 1).noBias());
    Graph graph = g.output("sum", g.add(a, b)).build();
    assertEquals(1, graph.parameters().size());
    assertEquals(graph.nodes().size(), graph.nodes().stream().map(Node::name).distinct().count());

    ModelException e =
        assertThrows(ModelException.class, () -> g.conv("phi", image, Conv2d.of(5, 1).noBias()));
    assertTrue(e.getMessage().contains("phi.weight"), e.getMessage());
  }

  @Test
  void refusesValuesThatDoNotFit() {
    GraphBuilder g = new GraphBuilder();
    Value image = g.image(3);
    Value half = g.maxPool(image, 2, 2, 0, false);
    ModelException e = assertThrows(ModelException.class, () -> g.add(image, half));
    assertTrue(e.getMessage().contains("axis 2 differs"), e.getMessage());
    assertThrows(ModelException.class, () -> g.slice(image, 1, 2, 4));
    assertThrows(ModelException.class, () -> g.transpose(image, 0, 1, 2, 2));
    assertThrows(ModelException.class, () -> g.reshape(image, 0, 4, -1));
    assertThrows(ModelException.class, () -> g.groupNorm("gn", image, 2, 1e-5));
    assertThrows(ModelException.class, g::build);
  }

  @Test
  void reshapesPixelsToTokensAndMultipliesThem() {
    GraphBuilder g = new GraphBuilder();
    Value image = g.image(3);
    Value tokens = g.transpose(g.reshape(image, 0, 0, -1), 0, 2, 1);
    assertTrue(tokens.shape().get(1).sameAs(Dim.H.times(Dim.W)));
    Value affinity = g.matMul(tokens, g.transpose(tokens, 0, 2, 1));
    assertArrayEquals(new long[] {2, 35, 35}, affinity.shape().at(Dim.symbols(2, 5, 7)));
  }

  @Test
  void keepsOnlyWhatTheAskedOutputsNeed() {
    GraphBuilder g = new GraphBuilder();
    Value trunk = g.relu(g.conv("trunk", g.image(3), Conv2d.of(4, 1)));
    Value main = g.conv("main", trunk, Conv2d.of(2, 1));
    Value training = g.dense("words", g.globalMean(trunk), 9, false, Initializer.KAIMING);
    Graph graph = g.output("words", training).output("main", main).build();

    Graph kept = graph.keeping(List.of("main"));
    assertEquals(
        List.of("trunk.weight", "trunk.bias", "main.weight", "main.bias"),
        kept.parameters().stream().map(Parameter::name).toList());
    assertEquals(List.of("image", "trunk", "trunk/relu", "main"), names(kept));
    assertEquals("main", kept.output("main").name());
    assertThrows(ModelException.class, () -> kept.output("words"));
  }

  private static List<String> names(Graph graph) {
    return graph.nodes().stream().map(Node::name).toList();
  }
}
