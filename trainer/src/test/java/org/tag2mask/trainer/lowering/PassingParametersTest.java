package org.tag2mask.trainer.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

/** A pass that holds the parameters of one node at a time, against one that holds all. */
class PassingParametersTest {
  /** Of a batch norm. */
  private static final int MOST_OF_A_NODE = 4;

  /** The last one makes values of its parameters alone, tokens and positions. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny[width=4]", "tiny[width=4]+mcis", "deit_tiny"})
  void aPassWithTheParametersOfOneNodeAtATimeGivesTheSame(String text) {
    Network network = Networks.build(NetworkSpec.parse(text, "cam", 2));
    ParameterSet values = ParameterSet.initial(network.graph().parameters(), 1);
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        GraphBlock block = new GraphBlock(manager, network.graph(), network.published(), Set.of());
        LiveParameters all =
            new LiveParameters(manager, block.graph().parameters(), values, name -> true)) {
      NDArray image = image(manager);
      float[] expected = cam(block, image, all.views(manager)::get);
      PassingParameters passing = new PassingParameters(manager, block.graph(), values);
      List<NDArray> asked = new ArrayList<>();
      long[] most = {0};
      float[] found =
          cam(
              block,
              image,
              name -> {
                NDArray array = passing.apply(name);
                asked.add(array);
                long held = asked.stream().filter(one -> !one.isReleased()).count();
                most[0] = Math.max(most[0], held);
                return array;
              });
      assertArrayEquals(expected, found);
      assertTrue(asked.size() > 2 * MOST_OF_A_NODE);
      long batchNorms = values.names().stream().filter(n -> n.endsWith("running_var")).count();
      assertEquals(batchNorms > 0 ? MOST_OF_A_NODE : 2, most[0]);
    }
  }

  private static float[] cam(
      GraphBlock block, NDArray image, Function<String, NDArray> parameters) {
    NDArray cam = block.forward(Phase.INFERENCE, image, parameters).get("cam");
    return EngineArrays.tensor(cam).values();
  }

  private static NDArray image(NDManager manager) {
    float[] values = new float[3 * 32 * 48];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(0.05 * i);
    }
    return EngineArrays.copy(manager, new Tensor(new int[] {1, 3, 32, 48}, values));
  }
}
