package org.tag2mask.trainer.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.tag2mask.trainer.golden.GoldenMethods.assertGolden;
import static org.tag2mask.trainer.golden.GoldenMethods.formula;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.trainer.loss.SeamLoss.View;
import org.tag2mask.trainer.lowering.EngineArrays;

class SeamLossTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void mapsAreNormalisedAsInThePublicCode() {
    Tensor p = formula("seam.maxnorm", 0, 1, 2, 21, 13, 10);
    float[] found = SeamLoss.normalized(EngineArrays.copy(manager, p)).toFloatArray();
    assertGolden("methods/seam_max_norm", "out", p.shape(), found);
  }

  /** The run {@code methods/seam_loss} of YudeWang/SEAM at 3212261, train_SEAM.py lines 104-142. */
  @Test
  void theTermsAreThoseOfThePublicCode() throws IOException {
    View whole = new View(beside("cam1", 40, 50).get(":, 1:"), beside("cam_rv1", 40, 50));
    View small = new View(beside("cam2", 12, 15).get(":, 1:"), beside("cam_rv2", 12, 15));
    NDArray tags =
        manager.create(GoldenArrays.readBeside("methods/seam_loss__label"), new Shape(2, 20));
    Map<String, NDArray> terms = SeamLoss.terms(whole, small, tags);
    assertEquals((0.113104634 + 0.10730312) / 2, terms.get("minimum").getFloat(), 1e-6);
    assertEquals(0.0182941202, terms.get("equivariance").getFloat(), 1e-6);
    assertEquals(0.435360014, terms.get("cross").getFloat(), 2e-6);
    assertEquals(0.695912361, score(whole, tags), 1e-6);
    assertEquals(0.697208643, score(small, tags), 1e-6);
  }

  private NDArray beside(String name, int h, int w) throws IOException {
    return manager.create(
        GoldenArrays.readBeside("methods/seam_loss__" + name), new Shape(2, 21, h, w));
  }

  private static double score(View view, NDArray tags) {
    return MultiLabelSoftMargin.of(view.maps().reshape(2, 20, -1).mean(new int[] {2}), tags)
        .getFloat();
  }

  @Test
  void onMapsOfOneSizeTheTermsAreThoseOfTheFormula() {
    double[] maps1 = noise(1, 2 * 2 * 20);
    double[] maps2 = noise(2, 2 * 2 * 20);
    double[] refined1 = noise(3, 2 * 3 * 20);
    double[] refined2 = noise(4, 2 * 3 * 20);
    double[] tags = {1, 0, 1, 1};
    Map<String, NDArray> terms =
        SeamLoss.terms(
            new View(array(maps1, 2), array(refined1, 3)),
            new View(array(maps2, 2), array(refined2, 3)),
            manager.create(tags, new Shape(2, 2)));
    NaiveSeamLoss naive = new NaiveSeamLoss(2, 2, 20, tags);
    assertEquals(
        (naive.minimum(refined1) + naive.minimum(refined2)) / 2,
        terms.get("minimum").getDouble(),
        1e-7);
    assertEquals(naive.equivariance(maps1, maps2), terms.get("equivariance").getDouble(), 1e-7);
    assertEquals(
        naive.cross(maps2, refined1) + naive.cross(maps1, refined2),
        terms.get("cross").getDouble(),
        1e-7);
  }

  @Test
  void viewsThatAgreeHaveNoEquivarianceLoss() {
    NDArray maps = array(noise(5, 80), 2);
    View view = new View(maps, array(noise(6, 120), 3));
    NDArray tags = manager.create(new double[] {1, 1, 0, 1}, new Shape(2, 2));
    assertEquals(0, SeamLoss.terms(view, view, tags).get("equivariance").getDouble(), 0);
  }

  @Test
  void absentClassesCountNowhere() {
    double[] tags = {1, 0, 0, 0};
    double[] refined = noise(7, 120);
    double[] maps = noise(8, 80);
    double[] other = maps.clone();
    for (int cell = 0; cell < 20; cell++) {
      other[20 + cell] = 5 - cell;
      other[40 + cell] = cell;
      other[60 + cell] = -cell;
    }
    View small = new View(array(noise(9, 80), 2), array(noise(10, 120), 3));
    NDArray rows = manager.create(tags, new Shape(2, 2));
    Map<String, NDArray> a =
        SeamLoss.terms(new View(array(maps, 2), array(refined, 3)), small, rows);
    Map<String, NDArray> b =
        SeamLoss.terms(new View(array(other, 2), array(refined, 3)), small, rows);
    a.forEach((name, term) -> assertEquals(term.getDouble(), b.get(name).getDouble(), 0, name));
  }

  @Test
  void theCrossTermTeachesTheSpreadMapsOnly() {
    NDArray maps1 = array(noise(11, 80), 2);
    NDArray refined2 = array(noise(12, 120), 3);
    maps1.setRequiresGradient(true);
    refined2.setRequiresGradient(true);
    NDArray tags = manager.create(new double[] {1, 1, 1, 1}, new Shape(2, 2));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      View whole = new View(maps1, array(noise(13, 120), 3));
      View small = new View(array(noise(14, 80), 2), refined2);
      collector.backward(SeamLoss.terms(whole, small, tags).get("cross"));
    }
    assertEquals(0, maps1.getGradient().abs().sum().toType(DataType.FLOAT64, true).getDouble(), 0);
    assertEquals(true, refined2.getGradient().abs().sum().getDouble() > 1e-3);
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    NDArray tags = manager.create(new double[] {1, 0, 1, 1}, new Shape(2, 2));
    double[] fixed = noise(15, 2 * 2 * 12);
    new LossGradients(3)
        .input("maps", 0.3, 1, 2, 2, 6, 8)
        .input("small", 0.3, 1, 2, 2, 3, 4)
        .check(
            in -> {
              NDManager own = in.get("maps").getManager();
              NDArray constant = own.zeros(new Shape(2, 3, 6, 8), in.get("maps").getDataType());
              NDArray other = own.zeros(new Shape(2, 3, 3, 4), in.get("maps").getDataType());
              return SeamLoss.terms(
                      new View(in.get("maps"), constant), new View(in.get("small"), other), tags)
                  .get("equivariance");
            });
    for (String term : new String[] {"minimum", "cross"}) {
      new LossGradients(4)
          .input("refined", 0.3, 1, 2, 3, 6, 8)
          .input("small", 0.3, 1, 2, 3, 3, 4)
          .check(
              in -> {
                NDManager own = in.get("small").getManager();
                NDArray maps = own.create(fixed, new Shape(2, 2, 3, 4));
                NDArray larger = own.create(noise(16, 2 * 2 * 48), new Shape(2, 2, 6, 8));
                return SeamLoss.terms(
                        new View(larger, in.get("refined")), new View(maps, in.get("small")), tags)
                    .get(term);
              });
    }
  }

  private NDArray array(double[] values, int channels) {
    return manager.create(values, new Shape(2, channels, 4, 5));
  }

  private static double[] noise(long seed, int count) {
    Random random = new Random(seed);
    return random.doubles(count).map(v -> 2 * v - 0.6).toArray();
  }
}
