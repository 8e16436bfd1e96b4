package org.tag2mask.trainer.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.tag2mask.trainer.golden.GoldenMethods.array;
import static org.tag2mask.trainer.golden.GoldenMethods.assertGolden;
import static org.tag2mask.trainer.golden.GoldenMethods.formula;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.trainer.lowering.EngineArrays;

class ClassTokenContrastTest {
  private static final String ID = "methods/mctplus_loss";

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray of(Tensor tensor) {
    return EngineArrays.copy(manager, tensor);
  }

  @Test
  void theThreeTermsAreThoseOfThePublicCode() {
    NDArray tags = of(array(ID, "targets"));
    NDArray classes = MultiLabelSoftMargin.of(of(formula("mct0.c", 0, 3, 3, 20)), tags);
    NDArray patches = MultiLabelSoftMargin.of(of(formula("mct0.p", 0, 3, 3, 20)), tags);
    NDArray contrast = ClassTokenContrast.of(of(formula("mct0.e", 0, 1, 12, 3, 20, 24)), tags);
    assertGolden(ID, "mct_loss", new int[0], classes.toFloatArray());
    assertGolden(ID, "pat_loss", new int[0], patches.toFloatArray());
    assertGolden(ID, "cct_loss", new int[0], contrast.toFloatArray());
    assertGolden(ID, "loss", new int[0], classes.add(patches).add(contrast).toFloatArray());
  }

  @Test
  void tokensAtRightAnglesCountAsLittleAsTheyCan() {
    NDArray eye = manager.eye(4).reshape(1, 1, 4, 4);
    NDArray tags = manager.create(new float[] {1, 0, 1, 0}, new Shape(1, 4));
    double least = Math.log(Math.E + 3) - 1;
    assertEquals(least, ClassTokenContrast.of(eye, tags).getFloat(), 1e-6);
    assertEquals(0, ClassTokenContrast.of(eye, tags.zerosLike()).getFloat(), 0);
    NDArray same = manager.ones(new Shape(1, 1, 4, 4));
    assertEquals(Math.log(4), ClassTokenContrast.of(same, tags).getFloat(), 1e-6);
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    NDArray tags = manager.create(new double[] {1, 0, 1, 0, 0, 1}, new Shape(2, 3));
    new LossGradients(1)
        .input("embeddings", 0, 1, 2, 2, 3, 4)
        .check(in -> ClassTokenContrast.of(in.get("embeddings"), tags));
  }
}
