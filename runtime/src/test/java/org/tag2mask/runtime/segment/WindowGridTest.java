package org.tag2mask.runtime.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WindowGridTest {
  @Test
  void windowsBeginAtWholeCellsCoverTheSideAndShareAThird() {
    for (int stride : new int[] {8, 16}) {
      for (int window : new int[] {64, 96, 192}) {
        for (int side = 33; side < 700; side += 7) {
          int[] starts = WindowGrid.starts(side, window, stride);
          assertEquals(0, starts[0]);
          assertTrue(starts[starts.length - 1] + window >= side, side + " is covered");
          assertTrue(starts[starts.length - 1] < side, "the last window is not empty");
          for (int i = 1; i < starts.length; i++) {
            assertEquals(0, starts[i] % stride);
            int step = starts[i] - starts[i - 1];
            assertTrue(step > 0 && 3 * step <= 2 * window, "step " + step + " of " + window);
          }
        }
      }
    }
    assertArrayEquals(new int[] {0, 16}, WindowGrid.starts(200, 192, 16));
    assertArrayEquals(new int[] {0}, WindowGrid.starts(192, 192, 16));
  }
}
