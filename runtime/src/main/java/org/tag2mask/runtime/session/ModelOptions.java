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
 * @param weights how weights are laid out in memory
 */
public record ModelOptions(
    Device device, int intraThreads, int interThreads, WeightLayout weights) {

  /** How a session keeps the weights of a model. */
  public enum WeightLayout {
    /** As this processor multiplies them fastest. */
    FASTEST,
    /**
     * As they are in the file. Convolutions are slower on the CPU, but their weights are not held
     * twice while the model is loaded: 190 MB instead of 415 for the 162 MB of a ResNet-101.
     */
    AS_STORED
  }

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
    return new ModelOptions(Device.cpu(), 0, 0, WeightLayout.FASTEST);
  }

  /**
   * The same on another device.
   *
   * @param newDevice the device
   * @return new options
   */
  public ModelOptions withDevice(Device newDevice) {
    return new ModelOptions(newDevice, intraThreads, interThreads, weights);
  }

  /**
   * The same with another number of threads inside an operation.
   *
   * @param threads 0 for one a core
   * @return new options
   */
  public ModelOptions withIntraThreads(int threads) {
    return new ModelOptions(device, threads, interThreads, weights);
  }

  /**
   * The same with another layout of weights.
   *
   * @param layout the layout
   * @return new options
   */
  public ModelOptions withWeights(WeightLayout layout) {
    return new ModelOptions(device, intraThreads, interThreads, layout);
  }
}
