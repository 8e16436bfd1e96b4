package org.tag2mask.crf;

import java.util.Locale;

/** Refuses work that cannot fit the heap before it starts, with the figure that would be needed. */
final class MemoryNeed {
  private MemoryNeed() {}

  /**
   * Compares a need with the largest heap.
   *
   * @throws IllegalArgumentException when the heap can never hold it
   */
  static void check(String what, long bytes) {
    long most = Runtime.getRuntime().maxMemory();
    if (bytes > most) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s needs about %,d MB of memory, but java may use %,d MB: raise -Xmx, or use a smaller"
                  + " image or fewer labels",
              what,
              bytes >> 20,
              most >> 20));
    }
  }
}
