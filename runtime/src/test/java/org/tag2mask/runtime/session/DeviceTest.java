package org.tag2mask.runtime.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.DeviceException;
import org.tag2mask.runtime.TestModels;

class DeviceTest {

  @Test
  void namesAreReadInAnyCase() {
    assertEquals(Device.cpu(), Device.parse("CPU"));
    assertEquals(Device.cuda(0), Device.parse("cuda"));
    assertEquals(Device.cuda(1), Device.parse("Cuda:1"));
    assertEquals(Device.auto(), Device.parse(" auto "));
    assertEquals("cuda:3", Device.cuda(3).toString());
    assertEquals(Device.cuda(3), Device.parse(Device.cuda(3).toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:x", "cuda:99999"})
  void otherNamesAreRefused(String name) {
    assertTrue(
        assertThrows(DeviceException.class, () -> Device.parse(name))
            .getMessage()
            .contains("expected cpu, cuda, cuda:N or auto"));
  }

  @Test
  void cudaThatCannotLoadIsAFaultThatSaysWhatIsMissing() {
    assumeFalse(Files.exists(Path.of("/dev/nvidiactl")), "this machine has an NVIDIA driver");
    DeviceException fault =
        assertThrows(
            DeviceException.class,
            () ->
                OnnxModel.open(
                    TestModels.path("colours"), TestModels.CPU.withDevice(Device.cuda(0))));
    String message = fault.getMessage();
    assertTrue(message.startsWith("cannot use cuda:0: "), message);
    assertTrue(
        message.matches(".*(the library \\S+ is missing|without the CUDA provider|CUDA failure).*"),
        message);
    assertTrue(message.contains("use device cpu"), message);
    assertFalse(message.contains("DefaultLogger"), message);
  }

  @Test
  void autoFallsBackToTheCpuOfAMachineWithoutNvidiaDriver() {
    assumeFalse(Files.exists(Path.of("/dev/nvidiactl")), "this machine has an NVIDIA driver");
    assertEquals(Device.cpu(), OnnxModel.resolve(Device.auto()));
    assertEquals(Device.cuda(1), OnnxModel.resolve(Device.cuda(1)));
  }

  @Test
  void theMissingLibraryIsFoundInTheLoadersWords() {
    assertEquals(
        Optional.of("libcublasLt.so.12"),
        CudaProvider.missingLibrary(
            "Failed to load library /tmp/x/libonnxruntime_providers_cuda.so with error:"
                + " libcublasLt.so.12: cannot open shared object file: No such file or directory"));
    assertEquals(
        Optional.of("cudnn64_9.dll"),
        CudaProvider.missingLibrary(
            "LoadLibrary failed with error 126 \"\" when trying to load \"cudnn64_9.dll\""));
    assertEquals(Optional.empty(), CudaProvider.missingLibrary("CUDA failure 100: no device"));
  }
}
