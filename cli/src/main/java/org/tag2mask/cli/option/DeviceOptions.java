package org.tag2mask.cli.option;

import com.beust.jcommander.Parameter;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.cli.UsageException;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.DeviceException;

/** Where and on how many threads models run. */
public final class DeviceOptions {
  /** The device. */
  @Parameter(
      names = "--device",
      order = 20,
      placeholder = "NAME",
      description = "cpu, cuda, cuda:N, or auto for CUDA where it works")
  public String device = "auto";

  /** The threads. */
  @Parameter(
      names = "--threads",
      order = 21,
      placeholder = "N",
      description = "images worked on at the same time; 0 for what keeps all cores busy")
  public int threads;

  /**
   * The device.
   *
   * @return as asked for
   */
  public Device device() {
    try {
      return Device.parse(device);
    } catch (DeviceException e) {
      throw new UsageException("--device: " + e.getMessage());
    }
  }

  /**
   * The number of workers.
   *
   * @return at least 1
   */
  public int workers() {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  /**
   * The number of workers of a job that writes every image to the disk.
   *
   * @return at least 1
   */
  public int jobWorkers() {
    return threads > 0 ? threads : JobOptions.defaults().workers();
  }

  /** Refuses values that make no sense. */
  public void check() {
    if (threads < 0 || threads > 1024) {
      throw new UsageException("--threads is " + threads + ", expected 0 to 1024");
    }
    device();
  }
}
