package org.tag2mask.trainer.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tag2mask.trainer.golden.GoldenMethods.assertGolden;
import static org.tag2mask.trainer.golden.GoldenMethods.formula;

import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.Tensor;

class VisualWordsHeadTest {
  private static float[] pooled(String options, Tensor features) {
    HeadOnMap head = new HeadOnMap("vwe", "none[words=0" + options + "]", 2, features.shape()[1]);
    return head.run(head.initial(1), features).get("pooled").values();
  }

  @Test
  void hybridPoolingIsThatOfThePublicCode() {
    Tensor x = formula("hs0", 0, 1, 2, 16, 13, 19);
    assertGolden("methods/vwe_hspp", "hspp", new int[] {2, 16, 1, 1}, pooled("", x));
  }

  @Test
  void hybridPoolingKeepsAConstant() {
    float[] values = new float[3 * 7 * 10];
    Arrays.fill(values, 0.75f);
    Tensor constant = new Tensor(new int[] {1, 3, 7, 10}, values);
    assertArrayEquals(new float[] {0.75f, 0.75f, 0.75f}, pooled("", constant), 1e-6f);
  }

  @Test
  void oneCellOfEightByEightCountsOnceInEachLevel() {
    float[] values = new float[64];
    values[27] = 1;
    Tensor spike = new Tensor(new int[] {1, 1, 8, 8}, values);
    assertEquals((2.0 / 64 + 1 + 1.0 / 4 + 1.0 / 16) / 5, pooled("", spike)[0], 1e-7);
    assertEquals((1 + 1.0 / 4 + 1.0 / 16) / 3, pooled(",gamma=0", spike)[0], 1e-7);
    assertEquals(1.0 / 64, pooled(",pooling=mean", spike)[0], 1e-7);
  }

  @Test
  void mapsSmallerThanTheFinestLevelHaveWindowsOfOneCell() {
    Tensor small = new Tensor(new int[] {1, 1, 1, 3}, new float[] {1, 2, 6});
    // All levels: 1 gives the maximum, 2 and 4 windows of one cell and so the mean.
    assertEquals((2 * 3 + 6 + 3 + 3) / 5.0, pooled("", small)[0], 1e-6);
  }

  @Test
  void withoutWordsThereIsNeitherCodebookNorWordOutput() {
    HeadOnMap head = new HeadOnMap("vwe", "none[words=0]", 2, 8);
    assertEquals(
        Set.of("cam", "score", "pooled", "features"), head.network().graph().outputs().keySet());
    assertEquals(1, head.network().graph().parameters().size());
  }

  @Test
  void aMemoryIsNoLearnedParameter() {
    HeadOnMap learned = new HeadOnMap("vwe", "none[words=5]", 2, 8);
    HeadOnMap memory = new HeadOnMap("vwe", "none[words=5,codebook=memory]", 2, 8);
    assertEquals(Parameter.Kind.WEIGHT, learned.network().graph().parameter("VWE.centroid").kind());
    assertEquals(
        Parameter.Kind.STATISTIC, memory.network().graph().parameter("VWE.centroid").kind());
  }

  @Test
  void impossibleOptionsAreRefused() {
    for (String options : new String[] {"words=-1", "gamma=-1", "pooling=max", "codebook=none"}) {
      ModelException e =
          assertThrows(
              ModelException.class, () -> new HeadOnMap("vwe", "none[" + options + "]", 2, 4));
      assertTrue(e.getMessage().contains(options.split("=")[0]), e.getMessage());
    }
  }
}
