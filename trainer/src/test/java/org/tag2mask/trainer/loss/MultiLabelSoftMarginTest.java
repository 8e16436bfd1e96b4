package org.tag2mask.trainer.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class MultiLabelSoftMarginTest {
  @Test
  void isTheMeanOfTheLogarithmsOfItsDefinition() {
    float[] z = {0.3f, -1.2f, 4, -30, 2, 0};
    float[] y = {1, 0, 0, 1, 1, 0};
    double expected = 0;
    for (int i = 0; i < z.length; i++) {
      double sigma = 1 / (1 + Math.exp(-z[i]));
      expected -= (y[i] == 1 ? Math.log(sigma) : Math.log(1 - sigma)) / z.length;
    }
    assertEquals(expected, loss(z, y), 1e-5);
  }

  @Test
  void staysFiniteFarFromTheBorder() {
    assertEquals(500, loss(new float[] {1000, 1000}, new float[] {0, 1}), 1e-3);
    assertEquals(0, loss(new float[] {-1000, 1000}, new float[] {0, 1}), 1e-6);
  }

  private static double loss(float[] z, float[] y) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Shape shape = new Shape(2, z.length / 2);
      return MultiLabelSoftMargin.of(manager.create(z, shape), manager.create(y, shape)).getFloat();
    }
  }
}
