package org.tag2mask.runtime.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.DeviceException;

/** Sets up the CUDA provider, and says in words why it cannot be had. */
final class CudaProvider {
  private static final System.Logger LOG = System.getLogger(CudaProvider.class.getName());

  /** What a machine with an NVIDIA driver has: Linux, WSL, Windows. */
  private static final List<Path> DRIVER_SIGNS =
      List.of(
          Path.of("/dev/nvidiactl"),
          Path.of("/proc/driver/nvidia/version"),
          Path.of("/usr/lib/wsl/lib/libcuda.so.1"),
          Path.of("C:\\Windows\\System32\\nvcuda.dll"));

  private static final Pattern MISSING_LIBRARY =
      Pattern.compile("([\\w.+-]+\\.so[\\w.]*): cannot open shared object file|\"([^\"]+\\.dll)\"");

  private CudaProvider() {}

  /**
   * The device to use for a wish: AUTO becomes CUDA 0 when its provider loads, otherwise CPU, which
   * is logged.
   */
  static Device resolve(Device wish) {
    if (wish.kind() != Device.Kind.AUTO) {
      return wish;
    }
    // Looked at first, because trying the provider unpacks a library of several hundred MB.
    if (!driverPresent()) {
      LOG.log(System.Logger.Level.INFO, "device auto: no NVIDIA driver on this machine, using cpu");
      return Device.cpu();
    }
    try (OrtSession.SessionOptions probe = new OrtSession.SessionOptions()) {
      add(probe, Device.cuda(0));
      LOG.log(System.Logger.Level.INFO, "device auto: using cuda:0");
      return Device.cuda(0);
    } catch (DeviceException e) {
      LOG.log(System.Logger.Level.WARNING, "device auto: using cpu, because " + e.getMessage());
      return Device.cpu();
    }
  }

  /** Adds CUDA to a session's options, or throws {@link DeviceException} naming what is missing. */
  static void add(OrtSession.SessionOptions options, Device device) {
    if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
      throw new DeviceException(
          "cannot use "
              + device
              + ": the ONNX Runtime on the class path is built without the CUDA provider; put"
              + " com.microsoft.onnxruntime:onnxruntime_gpu there instead of onnxruntime, or use"
              + " device cpu");
    }
    // Without an environment ONNX Runtime has no logger, and hides the loader's reason behind that.
    SharedEnvironment.get();
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device.index())) {
      // The default search times every algorithm for each new image shape: hundreds of ms a shape.
      cuda.add("cudnn_conv_algo_search", "HEURISTIC");
      // The default arena grows to the next power of two.
      cuda.add("arena_extend_strategy", "kSameAsRequested");
      options.addCUDA(cuda);
    } catch (OrtException e) {
      throw failure(device, e);
    }
  }

  /** Words for a provider that did not load, with the library it missed when that is known. */
  static DeviceException failure(Device device, Throwable cause) {
    String message = String.valueOf(cause.getMessage()).strip();
    String reason =
        missingLibrary(message)
            .map(library -> "the library " + library + " is missing")
            .orElse("the CUDA provider of ONNX Runtime did not load (" + message + ")");
    String driver =
        driverPresent() ? "" : ", and no NVIDIA driver was found (" + DRIVER_SIGNS.get(0) + ")";
    return new DeviceException(
        "cannot use "
            + device
            + ": "
            + reason
            + driver
            + "; install the NVIDIA driver, CUDA 12 and cuDNN 9 and put their libraries on the"
            + " library path, or use device cpu",
        cause);
  }

  /** The library a loader's message says it could not open. */
  static Optional<String> missingLibrary(String message) {
    Matcher matcher = MISSING_LIBRARY.matcher(message);
    if (!matcher.find()) {
      return Optional.empty();
    }
    return Optional.of(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
  }

  private static boolean driverPresent() {
    return DRIVER_SIGNS.stream().anyMatch(Files::exists);
  }
}
