package org.tag2mask.exporter.check;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * Memory that native libraries freed and the C library kept. Each check holds a large network once
 * or twice; without this the next one would come on top.
 */
final class NativeMemory {
  private NativeMemory() {}

  /** Gives freed memory back to the system; does nothing where that is not possible. */
  static void giveBack() {
    try {
      Loader.load(Pointer.class);
      Pointer.trimMemory();
    } catch (LinkageError e) {
      // a platform without the native library: the memory stays with the process
      System.getLogger(NativeMemory.class.getName())
          .log(System.Logger.Level.DEBUG, "freed memory is not given back", e);
    }
  }
}
