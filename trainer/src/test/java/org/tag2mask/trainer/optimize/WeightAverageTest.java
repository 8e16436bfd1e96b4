package org.tag2mask.trainer.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.Parameter.Kind;
import org.tag2mask.models.params.Parameter.Origin;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.trainer.lowering.LiveParameters;

class WeightAverageTest {
  @Test
  void laterStepsCountByTheDecayAndTheFirstOnesByTheirNumber() {
    Parameter a =
        new Parameter(
            "a", new int[] {1}, Kind.WEIGHT, Origin.BACKBONE, new Initializer.Constant(0));
    ParameterSet first = ParameterSet.of(Map.of("a", new Tensor(new int[] {1}, new float[] {8})));
    try (NDManager manager = NDManager.newBaseManager();
        LiveParameters live = new LiveParameters(manager, List.of(a), first, name -> true);
        WeightAverage average = new WeightAverage(manager, List.of(a), first, 0.5)) {
      live.array("a").subi(8);
      average.update(live, 0); // 1/10 of 8
      assertEquals(0.8, value(average), 1e-6);
      average.update(live, 2); // 3/12 of that
      assertEquals(0.2, value(average), 1e-6);
      live.array("a").addi(1);
      average.update(live, 1000); // half of that, half of 1
      assertEquals(0.6, value(average), 1e-6);
    }
  }

  private static float value(WeightAverage average) {
    return average.parameters().array("a").getFloat(0);
  }
}
