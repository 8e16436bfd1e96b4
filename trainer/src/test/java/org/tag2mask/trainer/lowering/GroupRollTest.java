package org.tag2mask.trainer.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.GraphBuilder;

class GroupRollTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void eachMemberGetsTheValueOfAnotherMemberOfItsOwnGroup() {
    assertArrayEquals(new float[] {1, 0, 3, 2, 5, 4}, roll(2, 1));
    assertArrayEquals(new float[] {1, 2, 0, 4, 5, 3}, roll(3, 1));
    assertArrayEquals(new float[] {2, 0, 1, 5, 3, 4}, roll(3, 2));
  }

  @Test
  void aBatchOfBrokenGroupsIsRefused() {
    ModelException e = assertThrows(ModelException.class, () -> roll(4, 1));
    assertTrue(
        e.getMessage().contains("a batch of 6 images is not made of groups of 4"), e.getMessage());
  }

  private float[] roll(int size, int by) {
    GraphBuilder g = new GraphBuilder();
    Graph graph = g.output("y", g.groupRoll(g.image(1), size, by)).build();
    try (GraphBlock block = new GraphBlock(manager, graph, List.of("y"), Set.of())) {
      NDArray images = manager.arange(6f).reshape(new Shape(6, 1, 1, 1));
      return block.forward(Phase.INFERENCE, images, name -> null).get("y").toFloatArray();
    }
  }
}
