package org.tag2mask.models.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Float16Test {

  @Test
  void everyPatternHasTheValueOfItsDefinitionAndComesBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Float16.toFloat((short) bits);
      int exponent = bits >> 10 & 31;
      int fraction = bits & 1023;
      double sign = bits >= 1 << 15 ? -1 : 1;
      if (exponent == 31) {
        assertTrue(fraction == 0 ? Float.isInfinite(value) : Float.isNaN(value));
        assertEquals(sign < 0, (Float.floatToRawIntBits(value) & 1 << 31) != 0);
        continue;
      }
      double expected =
          exponent == 0
              ? sign * fraction * Math.pow(2, -24)
              : sign * (1024 + fraction) * Math.pow(2, exponent - 25);
      assertEquals((float) expected, value);
      assertEquals((short) bits, Float16.fromFloat(value));
    }
  }

  @Test
  void roundsToTheNearestWithTiesToEven() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      short below = (short) random.nextInt(0x7bff);
      double low = Float16.toFloat(below);
      double high = Float16.toFloat((short) (below + 1));
      double share = random.nextInt(9) / 8.0;
      float value = (float) (low + share * (high - low));
      int expected = share < 0.5 ? below : share > 0.5 ? below + 1 : below + (below & 1);
      assertEquals((short) expected, Float16.fromFloat(value), () -> "of " + value);
      assertEquals((short) (expected | 0x8000), Float16.fromFloat(-value));
    }
  }

  @Test
  void valuesBeyondTheRangeBecomeInfinite() {
    assertEquals(Float16.MAX, Float16.toFloat(Float16.fromFloat(65_519.99f)));
    assertEquals(Float.POSITIVE_INFINITY, Float16.toFloat(Float16.fromFloat(65_520f)));
    assertEquals(Float.NEGATIVE_INFINITY, Float16.toFloat(Float16.fromFloat(-1e30f)));
    assertTrue(Float.isNaN(Float16.toFloat(Float16.fromFloat(Float.NaN))));
  }
}
