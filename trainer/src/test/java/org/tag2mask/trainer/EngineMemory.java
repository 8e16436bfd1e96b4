package org.tag2mask.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.Field;
import java.util.Map;

/** Counts the engine arrays that are alive in this process, in all managers. */
final class EngineMemory {
  private EngineMemory() {}

  static int liveArrays() throws ReflectiveOperationException {
    try (NDManager any = NDManager.newBaseManager()) {
      return count(any.getParentManager());
    }
  }

  private static int count(NDManager manager) throws ReflectiveOperationException {
    Class<?> type = manager.getClass();
    while (!type.getSimpleName().equals("BaseNDManager")) {
      type = type.getSuperclass();
    }
    Field resources = type.getDeclaredField("resources");
    resources.setAccessible(true);
    int sum = 0;
    for (Object resource : ((Map<?, ?>) resources.get(manager)).values()) {
      if (resource instanceof NDManager below) {
        sum += count(below);
      } else if (resource instanceof NDArray) {
        sum++;
      }
    }
    return sum;
  }
}
