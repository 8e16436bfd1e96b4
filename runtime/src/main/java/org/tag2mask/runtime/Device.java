package org.tag2mask.runtime;

import java.util.Locale;

/**
 * Where models run.
 *
 * @param kind processor kind
 * @param index number of the CUDA device, 0 otherwise
 */
public record Device(Kind kind, int index) {
  /** Processor kinds. */
  public enum Kind {
    /** The processors of this machine. */
    CPU,
    /** An NVIDIA device; it is a fault when it cannot be used. */
    CUDA,
    /** CUDA device 0 when it can be used, otherwise CPU (said once in the log). */
    AUTO
  }

  /** Checks the index. */
  public Device {
    if (index < 0 || (kind != Kind.CUDA && index != 0)) {
      throw new DeviceException(
          "device index must be 0 or more, and only CUDA devices have one; found "
              + kind
              + " "
              + index);
    }
  }

  /**
   * The processors of this machine.
   *
   * @return the device
   */
  public static Device cpu() {
    return new Device(Kind.CPU, 0);
  }

  /**
   * A CUDA device.
   *
   * @param index its number, from 0
   * @return the device
   */
  public static Device cuda(int index) {
    return new Device(Kind.CUDA, index);
  }

  /**
   * CUDA when it can be used, otherwise CPU.
   *
   * @return the device
   */
  public static Device auto() {
    return new Device(Kind.AUTO, 0);
  }

  /**
   * A device from its name.
   *
   * @param text {@code cpu}, {@code cuda}, {@code cuda:N} or {@code auto}; case does not matter
   * @return the device
   * @throws DeviceException when the text is none of these
   */
  public static Device parse(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    if (word.equals("cpu")) {
      return cpu();
    }
    if (word.equals("auto")) {
      return auto();
    }
    if (word.equals("cuda")) {
      return cuda(0);
    }
    if (word.matches("cuda:[0-9]{1,4}")) {
      return cuda(Integer.parseInt(word.substring("cuda:".length())));
    }
    throw new DeviceException("unknown device '" + text + "'; expected cpu, cuda, cuda:N or auto");
  }

  /**
   * The name, as {@link #parse} reads it.
   *
   * @return {@code cpu}, {@code cuda:N} or {@code auto}
   */
  @Override
  public String toString() {
    String word = kind.name().toLowerCase(Locale.ROOT);
    return kind == Kind.CUDA ? word + ":" + index : word;
  }
}
