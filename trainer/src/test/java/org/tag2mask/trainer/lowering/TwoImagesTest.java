package org.tag2mask.trainer.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.graph.Dim;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op.Source;
import org.tag2mask.models.graph.Value;

class TwoImagesTest {
  private final NDManager manager = NDManager.newBaseManager();

  /** All products of a pixel of the image with a pixel of the partner: {@code [N,H·W,H2·W2]}. */
  private static Graph products() {
    GraphBuilder g = new GraphBuilder();
    Value image = g.reshape(g.image(1), 0, 0, -1);
    Value partner = g.reshape(g.input(Source.PARTNER, 1), 0, 0, -1);
    g.output("image", image);
    return g.output("products", g.matMul(g.transpose(image, 0, 2, 1), partner)).build();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void twoImagesHaveSizesOfTheirOwn() {
    Graph graph = products();
    try (GraphBlock block = new GraphBlock(manager, graph, List.of("products"), Set.of())) {
      NDArray image = manager.create(new float[] {1, 2, 3, 4}, new Shape(1, 1, 2, 2));
      NDArray partner = manager.create(new float[] {5, 7, 9}, new Shape(1, 1, 1, 3));
      NDArray products =
          block
              .forward(Phase.INFERENCE, Map.of("image", image, "partner", partner), name -> null)
              .get("products");
      assertEquals(new Shape(1, 4, 3), products.getShape());
      assertArrayEquals(
          new long[] {1, 4, 3}, graph.output("products").shape().at(Dim.symbols(1, 2, 2, 1, 3)));
      assertArrayEquals(
          new float[] {5, 7, 9, 10, 14, 18, 15, 21, 27, 20, 28, 36}, products.toFloatArray());
    }
  }

  @Test
  void aMissingPartnerIsNamed() {
    NDArray image = manager.ones(new Shape(1, 1, 2, 2));
    try (GraphBlock pair = new GraphBlock(manager, products(), List.of("products"), Set.of());
        GraphBlock single = new GraphBlock(manager, products(), List.of("image"), Set.of())) {
      ModelException e =
          assertThrows(
              ModelException.class, () -> pair.forward(Phase.INFERENCE, image, name -> null));
      assertTrue(e.getMessage().contains("need the input 'partner'"), e.getMessage());
      assertEquals(4, single.forward(Phase.INFERENCE, image, name -> null).get("image").size());
    }
  }
}
