package org.tag2mask.runtime.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class DirectBuffersTest {
  private final DirectBuffers buffers = new DirectBuffers();

  @Test
  void twoRunsAtOnceNeverShareABuffer() {
    buffers.give(buffers.take(10));
    ByteBuffer first = buffers.take(10);
    assertNotSame(first, buffers.take(10));
  }

  @Test
  void aReturnedBufferIsUsedAgainFromItsStart() {
    ByteBuffer buffer = buffers.take(100);
    buffer.put(new byte[60]);
    buffers.give(buffer);
    ByteBuffer again = buffers.take(40);
    assertSame(buffer, again);
    assertEquals(0, again.position());
    assertEquals(40, again.limit());
  }

  @Test
  void aBufferThatIsTooSmallIsReplaced() {
    buffers.give(buffers.take(1));
    ByteBuffer large = buffers.take(1 << 20);
    assertEquals(1 << 20, large.remaining());
    assertTrue(large.isDirect());
    assertEquals(ByteOrder.nativeOrder(), large.order());
  }

  @Test
  void refusesInputsBeyondTwoGigabytes() {
    assertThrows(IllegalArgumentException.class, () -> buffers.take(1L << 31));
  }
}
