package org.tag2mask.runtime.mask;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.tag2mask.runtime.walk.WalkBuffers;

/** Buffers kept from image to image, as many as threads walk at the same time. Thread-safe. */
final class WalkBufferPool {
  private final ConcurrentLinkedQueue<WalkBuffers> free = new ConcurrentLinkedQueue<>();

  /** Does something with buffers that nobody else uses meanwhile. */
  <T> T lend(Function<WalkBuffers, T> work) {
    WalkBuffers taken = free.poll();
    WalkBuffers buffers = taken == null ? new WalkBuffers() : taken;
    try {
      return work.apply(buffers);
    } finally {
      free.add(buffers);
    }
  }
}
