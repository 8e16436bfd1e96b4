package org.tag2mask.trainer.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;

class TagLossesTest {
  private static final float[] Z = {0.3f, -1.2f, 4, -7, 2, 0.1f, -0.5f, 1.5f};
  private static final float[] Y = {1, 0, 0, 0, 1, 0, 0, 0};
  private static final int CLASSES = 4;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void theSplitLossWeighsPresentAndAbsentTagsAlike() {
    ToDoubleFunction<double[]> definition =
        z -> {
          double present = 0;
          double absent = 0;
          for (int i = 0; i < z.length; i++) {
            double sigma = 1 / (1 + Math.exp(-z[i]));
            present -= Y[i] == 1 ? Math.log(sigma) / 2 : 0;
            absent -= Y[i] == 0 ? Math.log(1 - sigma) / 6 : 0;
          }
          return present + absent;
        };
    check(definition, SplitSoftMargin::of);
  }

  @Test
  void theWeightedLossMultipliesPresentTagsByTheirRarity() {
    double[] weights = {4, 1.5, 0.25, 20};
    ToDoubleFunction<double[]> definition =
        z -> {
          double sum = 0;
          for (int i = 0; i < z.length; i++) {
            double sigma = 1 / (1 + Math.exp(-z[i]));
            sum -= Y[i] == 1 ? weights[i % CLASSES] * Math.log(sigma) : Math.log(1 - sigma);
          }
          return sum / z.length;
        };
    check(definition, new WeightedSoftMargin(rareClasses()));
  }

  @Test
  void rarityIsImagesWithoutOverImagesWithAClassAndAtMostTwenty() {
    assertArrayEquals(
        new float[] {4, 1.5f, 0.25f, 20}, new WeightedSoftMargin(rareClasses()).weights());
  }

  @Test
  void aBatchWithoutAnyPresentTagHasTheMeanOverTheAbsentOnes() {
    NDArray z = manager.create(new float[] {0, 0}, new Shape(1, 2));
    NDArray none = manager.zeros(new Shape(1, 2));
    assertEquals(Math.log(2), SplitSoftMargin.of(z, none).getFloat(), 1e-6);
    assertEquals(Math.log(2), SplitSoftMargin.of(z, none.add(1)).getFloat(), 1e-6);
  }

  /** Five images: class 1 in one, class 2 in two, class 3 in four, class 4 in none. */
  private static Dataset rareClasses() {
    List<Set<Integer>> tags =
        List.of(Set.of(1, 3), Set.of(2, 3), Set.of(2, 3), Set.of(3), Set.of());
    List<Sample> samples =
        tags.stream()
            .map(ids -> new Sample("i" + ids, Path.of("none.png"), Optional.empty(), ids))
            .toList();
    return new Dataset(
        Path.of("."), "train", ClassList.ofTags(List.of("a", "b", "c", "d")), samples);
  }

  /** Value and gradient against the definition in double precision and its differences. */
  private void check(ToDoubleFunction<double[]> definition, TagLoss loss) {
    NDArray z = manager.create(Z, new Shape(2, CLASSES));
    z.setRequiresGradient(true);
    NDArray value;
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      value = loss.of(z, manager.create(Y, new Shape(2, CLASSES)));
      collector.backward(value);
    }
    double[] at = new double[Z.length];
    for (int i = 0; i < at.length; i++) {
      at[i] = Z[i];
    }
    assertEquals(definition.applyAsDouble(at), value.getFloat(), 1e-6);
    float[] gradient = z.getGradient().toFloatArray();
    for (int i = 0; i < at.length; i++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[i] += 1e-5;
      down[i] -= 1e-5;
      double slope = (definition.applyAsDouble(up) - definition.applyAsDouble(down)) / 2e-5;
      assertEquals(slope, gradient[i], 1e-6, "gradient " + i);
    }
  }
}
