package org.tag2mask.trainer.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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

class VisualWordsTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray of(Tensor tensor) {
    return EngineArrays.copy(manager, tensor);
  }

  @Test
  void theThreeLossesAreThoseOfThePublicCode() {
    String id = "methods/vwe_loss";
    NDArray tags = of(array(id, "labels"));
    NDArray image = MultiLabelSoftMargin.of(of(formula("vl0.o", 0, 3, 3, 20)), tags);
    NDArray wordImage = MultiLabelSoftMargin.of(of(formula("vl0.h", 0, 3, 3, 20)), tags);
    NDArray word =
        MultiLabelSoftMargin.of(of(formula("vl0.w", 0, 3, 3, 64)), of(array(id, "y_word")));
    assertGolden(id, "loss1", new int[0], image.toFloatArray());
    assertGolden(id, "loss2", new int[0], wordImage.toFloatArray());
    assertGolden(id, "loss3", new int[0], word.toFloatArray());
    assertGolden(id, "loss", new int[0], image.add(wordImage).add(word).toFloatArray());
  }

  @Test
  void theMemoryMovesAsInThePublicCode() {
    String id = "methods/vwe_mbk_update";
    NDArray features = of(formula("mbk.x", 0, 1, 2, 32, 5, 6));
    NDArray codebook = of(formula("mbk.cb", 0, 1, 8, 32, 1, 1));
    NDArray cosine = cosine(features, codebook);
    float[] labels = cosine.argMax(1).toType(features.getDataType(), true).toFloatArray();
    assertArrayEquals(array(id, "labels").values(), labels);
    VisualWords.remember(codebook, features, cosine, 0.001);
    assertGolden(id, "codebook_new", new int[] {8, 32}, codebook.toFloatArray());
  }

  @Test
  void theDecorrelationIsThatOfThePublicCode() {
    Tensor words = formula("vwe2.centroid", 0, 0.02, 32, 2048, 1, 1);
    float golden = array("methods/vwe2_decov_entropy", "decov").values()[0];
    // Half the difference of two norms of about 1.55, whose neighbours in float32 lie 1.2e-7 apart.
    assertEquals(golden, VisualWords.decorrelation(of(words)).getFloat(), 1.2e-7);
    double[] exact = new double[words.values().length];
    java.util.Arrays.setAll(exact, i -> words.values()[i]);
    NDArray doubles = manager.create(exact, new Shape(32, 2048, 1, 1));
    assertEquals(0.006251463119145, VisualWords.decorrelation(doubles).getDouble(), 1e-13);
  }

  @Test
  void orthogonalWordsAreNotPushedApart() {
    NDArray codebook =
        manager.create(new float[] {1, -1, 0, 0, 0, 0, 2, -2}, new Shape(2, 4, 1, 1));
    assertEquals(0, VisualWords.decorrelation(codebook).getFloat(), 1e-6);
  }

  @Test
  void anImageShowsTheWordsThatAreNearestSomewhere() {
    float[] cosine = {
      0.9f, 0.1f, 0.2f, /**/ 0.1f, 0.5f, 0.1f, /**/ 0.2f, 0.4f, 0.1f, 0, 0, 0, /**/ -1, -1, -1, /**/
      1, 1, 1
    };
    NDArray present = VisualWords.present(manager.create(cosine, new Shape(2, 3, 1, 3)));
    assertArrayEquals(new float[] {1, 1, 0, 0, 0, 1}, present.toFloatArray());
  }

  @Test
  void gradientsOfTheDecorrelationAreThoseOfFiniteDifferences() {
    new LossGradients(1)
        .input("codebook", 0, 1, 4, 6, 1, 1)
        .check(in -> VisualWords.decorrelation(in.get("codebook")));
  }

  @Test
  void gradientsOfTheTagLossAreThoseOfFiniteDifferences() {
    NDArray tags = manager.create(new double[] {1, 0, 0, 1, 1, 0}, new Shape(2, 3));
    new LossGradients(2)
        .input("score", 0, 3, 2, 3)
        .check(in -> MultiLabelSoftMargin.of(in.get("score"), tags));
  }

  private static NDArray cosine(NDArray features, NDArray codebook) {
    NDArray f = VisualWords.rows(features);
    NDArray c = codebook.reshape(codebook.getShape().get(0), -1);
    NDArray unitF = f.div(f.norm(new int[] {1}, true));
    NDArray unitC = c.div(c.norm(new int[] {1}, true));
    Shape shape = features.getShape();
    return unitF
        .matMul(unitC.transpose())
        .reshape(shape.get(0), shape.get(2), shape.get(3), -1)
        .transpose(0, 3, 1, 2);
  }
}
