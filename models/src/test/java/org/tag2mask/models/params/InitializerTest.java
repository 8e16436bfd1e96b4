package org.tag2mask.models.params;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.ModelException;

class InitializerTest {

  @Test
  void kaimingHasTheVarianceOfTheFormula() {
    int[] shape = {64, 32, 3, 3};
    float[] values = Initializer.KAIMING.draw("w", shape, 1).values();
    double sum = 0;
    for (float v : values) {
      sum += v * (double) v;
    }
    // variance 2 / (out · kh · kw)
    assertEquals(2.0 / (64 * 9), sum / values.length, 0.05 * 2.0 / (64 * 9));
  }

  @Test
  void valuesDependOnSeedAndNameAlone() {
    int[] shape = {5, 7};
    float[] first = Initializer.KAIMING.draw("a", shape, 3).values();
    assertArrayEquals(first, Initializer.KAIMING.draw("a", shape, 3).values());
    assertFalse(Arrays.equals(first, Initializer.KAIMING.draw("b", shape, 3).values()));
    assertFalse(Arrays.equals(first, Initializer.KAIMING.draw("a", shape, 4).values()));
  }

  @Test
  void refusesATensorThatDoesNotFillItsShape() {
    assertThrows(ModelException.class, () -> new Tensor(new int[] {2, 3}, new float[5]));
    assertThrows(ModelException.class, () -> new Tensor(new int[] {-1}, new float[1]));
    assertEquals(1, Tensor.elements());
  }
}
