package org.tag2mask.runtime.walk;

import java.lang.System.Logger.Level;

/**
 * Chooses between the scalar and the vector twin. The vector twin needs the module {@code
 * jdk.incubator.vector} at run time ({@code java --add-modules jdk.incubator.vector}); without it a
 * walk takes about twice the time and gives the same maps.
 */
final class WalkKernelChoice {
  private static final String MODULE = "jdk.incubator.vector";

  private static final WalkKernel KERNEL = load();

  private WalkKernelChoice() {}

  /** What this run of the program can use. */
  static WalkKernel kernel() {
    return KERNEL;
  }

  private static WalkKernel load() {
    System.Logger log = System.getLogger("org.tag2mask.runtime.walk");
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      log.log(
          Level.INFO,
          "random walk: scalar kernel; start java with --add-modules "
              + MODULE
              + " for twice the speed");
      return new ScalarWalkKernel();
    }
    try {
      Class<?> type = Class.forName(WalkKernelChoice.class.getPackageName() + ".VectorWalkKernel");
      WalkKernel kernel = (WalkKernel) type.getDeclaredConstructor().newInstance();
      log.log(Level.DEBUG, "random walk: vector kernel");
      return kernel;
    } catch (ReflectiveOperationException | LinkageError e) {
      log.log(Level.INFO, "random walk: scalar kernel; the vector kernel does not load: {0}", e);
      return new ScalarWalkKernel();
    }
  }
}
