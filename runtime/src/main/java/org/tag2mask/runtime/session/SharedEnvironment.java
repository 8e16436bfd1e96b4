package org.tag2mask.runtime.session;

import ai.onnxruntime.OrtEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * The one ONNX Runtime environment of the process.
 *
 * <p>Its telemetry is switched off: pictures and models of a host are nobody else's business.
 *
 * <p>When it is created, ONNX Runtime (1.29 on Linux) searches the command line of the process with
 * a recursive matcher that takes some 200 bytes of stack a character. A class path of a few
 * thousand characters overflows the 1 MB of a Java thread and ends the whole process with SIGSEGV,
 * so the first call runs on a thread whose stack has room for the command line.
 */
final class SharedEnvironment {
  private static final long STACK = 16L << 20;
  private static final long STACK_PER_CHARACTER = 1024;

  private SharedEnvironment() {}

  /** The environment; the same one at every call. */
  static OrtEnvironment get() {
    return Holder.ENVIRONMENT;
  }

  /**
   * Runs the creation on a thread with a large stack.
   *
   * @return what {@link OrtEnvironment#getEnvironment()} returns there
   */
  private static OrtEnvironment create() {
    CompletableFuture<OrtEnvironment> made = new CompletableFuture<>();
    Runnable creation =
        () -> {
          try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            environment.setTelemetry(false);
            made.complete(environment);
          } catch (Throwable e) {
            made.completeExceptionally(e);
          }
        };
    long stack = STACK + STACK_PER_CHARACTER * commandLineLength();
    Thread thread = new Thread(null, creation, "tag2mask-onnxruntime-start", stack);
    thread.setDaemon(true);
    thread.start();
    return made.join();
  }

  private static long commandLineLength() {
    try {
      return Files.readAllBytes(Path.of("/proc/self/cmdline")).length;
    } catch (java.io.IOException | RuntimeException e) {
      // No such file outside Linux: the class path is most of the command line.
      return System.getProperty("java.class.path", "").length();
    }
  }

  private static final class Holder {
    static final OrtEnvironment ENVIRONMENT = create();
  }
}
