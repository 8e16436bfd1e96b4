package org.tag2mask.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tag2mask.exporter.ReferenceForward;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.trainer.lowering.EngineArrays;
import org.tag2mask.trainer.lowering.GraphBlock;
import org.tag2mask.trainer.lowering.PassingParameters;
import org.tag2mask.trainer.lowering.Phase;

/**
 * The training engine as the reference an exported file is compared with: runs the published
 * outputs of a network as at inference, with the parameters of one layer at a time in memory. Holds
 * nothing between calls; thread-safe.
 */
public final class DjlReference implements ReferenceForward {
  private static final String ENGINE = "PyTorch";

  /** A reference. */
  public DjlReference() {}

  @Override
  public Map<String, Tensor> forward(
      Network network, ParameterSet parameters, Map<String, Tensor> images) {
    try (NDManager manager = NDManager.newBaseManager(ENGINE);
        GraphBlock block =
            new GraphBlock(manager, network.graph(), network.published(), Set.of())) {
      Map<String, NDArray> inputs = new LinkedHashMap<>();
      images.forEach((name, tensor) -> inputs.put(name, channelsLast(tensor, manager)));
      Map<String, Tensor> values = new LinkedHashMap<>();
      block
          .forward(
              Phase.INFERENCE, inputs, new PassingParameters(manager, block.graph(), parameters))
          .forEach((name, array) -> values.put(name, EngineArrays.tensor(array)));
      return values;
    }
  }

  /** The same memory layout as in training, so that the same native kernels run. */
  private static NDArray channelsLast(Tensor images, NDManager manager) {
    int[] shape = images.shape();
    int channels = shape[1];
    int pixels = Math.multiplyExact(shape[2], shape[3]);
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(Math.multiplyExact(images.values().length, Float.BYTES))
            .order(ByteOrder.nativeOrder());
    FloatBuffer floats = buffer.asFloatBuffer();
    for (int n = 0; n < shape[0]; n++) {
      for (int p = 0; p < pixels; p++) {
        for (int c = 0; c < channels; c++) {
          floats.put(images.values()[(n * channels + c) * pixels + p]);
        }
      }
    }
    return EngineArrays.images(manager, buffer, shape[0], shape[2], shape[3], channels);
  }
}
