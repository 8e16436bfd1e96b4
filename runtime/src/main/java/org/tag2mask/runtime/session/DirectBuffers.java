package org.tag2mask.runtime.session;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Native-order direct buffers for model inputs, used again and again: ONNX Runtime wraps a direct
 * buffer without copying, and making one each time would leave freeing it to the collector.
 */
final class DirectBuffers {
  private static final int PAGE = 1 << 16;

  private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

  /** A buffer with position 0 and the given limit; its content is undefined. */
  ByteBuffer take(long bytes) {
    if (bytes > Integer.MAX_VALUE - PAGE) {
      throw new IllegalArgumentException(
          "an input of " + bytes + " bytes exceeds 2 GB; use smaller images or scales");
    }
    ByteBuffer buffer = free.poll();
    if (buffer == null || buffer.capacity() < bytes) {
      // A buffer that is too small is dropped, so the pool grows to the largest size in use.
      int capacity = ((int) bytes + PAGE - 1) / PAGE * PAGE;
      buffer = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
    }
    return buffer.clear().limit((int) bytes);
  }

  /** Returns a buffer no tensor uses any more. */
  void give(ByteBuffer buffer) {
    free.add(buffer);
  }

  /** Forgets all buffers. */
  void clear() {
    free.clear();
  }
}
