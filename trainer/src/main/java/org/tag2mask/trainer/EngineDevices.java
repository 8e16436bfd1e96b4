package org.tag2mask.trainer;

import ai.djl.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import org.tag2mask.runtime.Device;

/** The training engine's devices by the names that the whole project uses. */
final class EngineDevices {
  private EngineDevices() {}

  /**
   * The devices of the engine.
   *
   * @param wanted {@code auto} is the first CUDA device where there is one, else the processors
   * @throws TrainingException if the engine has no such device
   */
  static List<ai.djl.Device> of(List<Device> wanted) {
    Engine engine = Engine.getEngine("PyTorch");
    List<ai.djl.Device> devices = new ArrayList<>();
    for (Device device : wanted) {
      devices.add(
          switch (device.kind()) {
            case CPU -> ai.djl.Device.cpu();
            case CUDA -> cuda(device.index(), engine.getGpuCount());
            case AUTO -> engine.defaultDevice();
          });
    }
    return devices;
  }

  private static ai.djl.Device cuda(int index, int available) {
    if (index >= available) {
      throw new TrainingException(
          "devices names cuda:"
              + index
              + ", but the training engine sees "
              + available
              + " CUDA devices; "
              + (available == 0
                  ? "build with -P cuda-training on a machine with CUDA, or train on cpu"
                  : "expected cuda:0 to cuda:" + (available - 1)));
    }
    return ai.djl.Device.gpu(index);
  }
}
