package org.tag2mask.runtime.session;

import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.Tag2MaskException;

/**
 * Where and with how many threads a model runs.
 *
 * @param device the device
 * @param intraThreads threads inside one operation on the CPU; 0 takes one a core. Callers that run
 *     images on several threads of their own are usually fastest with 1
 * @param interThreads operations of one run side by side on the CPU; 0 and 1 mean one after another
 */
public record ModelOptions(Device device, int intraThreads, int interThreads) {
  /** Checks the ranges. */
  public ModelOptions {
    if (intraThreads < 0 || intraThreads > 1024 || interThreads < 0 || interThreads > 1024) {
      throw new Tag2MaskException(
          "thread counts must be 0 (let the runtime choose) to 1024, found intra "
              + intraThreads
              + ", inter "
              + interThreads);
    }
  }

  /**
   * The CPU with one thread a core.
   *
   * @return the options
   */
  public static ModelOptions defaults() {
    return new ModelOptions(Device.cpu(), 0, 0);
  }

  /**
   * The same on another device.
   *
   * @param newDevice the device
   * @return new options
   */
  public ModelOptions withDevice(Device newDevice) {
    return new ModelOptions(newDevice, intraThreads, interThreads);
  }

  /**
   * The same with another number of threads inside an operation.
   *
   * @param threads 0 for one a core
   * @return new options
   */
  public ModelOptions withIntraThreads(int threads) {
    return new ModelOptions(device, threads, interThreads);
  }
}
