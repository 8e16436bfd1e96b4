package org.tag2mask.crf.meanfield;

import java.lang.System.Logger.Level;

/**
 * Chooses between the scalar and the vector twin. The vector twin needs the module {@code
 * jdk.incubator.vector} at run time ({@code java --add-modules jdk.incubator.vector}); without it
 * everything works, many labels take about twice the time.
 */
public final class KernelChoice {
  private static final String MODULE = "jdk.incubator.vector";

  /** From this many labels on a vector holds more labels than padding. */
  private static final int LEAST_LABELS = 6;

  private static final Kernels SCALAR = new ScalarKernels();
  private static final Kernels VECTOR = load();

  private KernelChoice() {}

  /** The kernels for a problem. */
  public static Kernels kernels(Problem problem) {
    boolean vector =
        VECTOR != null
            && problem.labels >= LEAST_LABELS
            && !problem.needsAllLabels()
            && (long) problem.pixels * VECTOR.interleaved(problem) < Integer.MAX_VALUE - 8;
    return vector ? VECTOR : SCALAR;
  }

  /** {@code vector} or {@code scalar}: what this run of the program can use. */
  public static String variant() {
    return VECTOR == null ? SCALAR.name() : VECTOR.name();
  }

  private static Kernels load() {
    System.Logger log = System.getLogger("org.tag2mask.crf");
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      log.log(
          Level.INFO,
          "dense CRF: scalar kernels; start java with --add-modules "
              + MODULE
              + " for faster inference with many labels");
      return null;
    }
    try {
      Class<?> type = Class.forName(KernelChoice.class.getPackageName() + ".VectorKernels");
      Kernels kernels = (Kernels) type.getDeclaredConstructor().newInstance();
      log.log(Level.DEBUG, "dense CRF: vector kernels");
      return kernels;
    } catch (ReflectiveOperationException | LinkageError e) {
      log.log(Level.INFO, "dense CRF: scalar kernels; the vector kernels do not load: {0}", e);
      return null;
    }
  }
}
