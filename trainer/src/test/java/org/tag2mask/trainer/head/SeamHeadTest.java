package org.tag2mask.trainer.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

/** SEAM's head on chosen features of two channels, whose two classes are these channels. */
class SeamHeadTest {
  private final HeadOnMap head = new HeadOnMap("seam", "none", 2, 2);

  /** The maps are the features; nothing but the image tells cells apart. */
  private ParameterSet parameters() {
    Map<String, Tensor> values = new LinkedHashMap<>(head.initial(1).asMap());
    values.put("fc8.weight", new Tensor(new int[] {3, 2, 1, 1}, new float[] {9, 9, 1, 0, 0, 1}));
    values.replace("f8_3.weight", zeros(values.get("f8_3.weight")));
    values.replace("f8_4.weight", zeros(values.get("f8_4.weight")));
    int[] shape = values.get("f9.weight").shape();
    float[] joint = new float[shape[0] * shape[1]];
    joint[0] = 1;
    joint[shape[1] + 1] = 1;
    values.replace("f9.weight", new Tensor(shape, joint));
    return ParameterSet.of(values);
  }

  private static Tensor zeros(Tensor like) {
    return new Tensor(like.shape(), new float[like.values().length]);
  }

  @Test
  void alikeCellsShareTheirSeedsAndOthersKeepTheirOwn() {
    // Cells 0 and 1 look in one direction, cell 2 at a right angle to it.
    Tensor image = new Tensor(new int[] {1, 2, 1, 3}, new float[] {4, 2, 0, /**/ 0, 0, 5});
    Map<String, Tensor> outputs = head.run(parameters(), image);
    // Seeds: class 1 is 1, ½, 0 and class 2 is 0, 0, 1; the background is what is left.
    float[] expected = {0.25f, 0.25f, 0, /**/ 0.75f, 0.75f, 0, /**/ 0, 0, 1};
    assertArrayEquals(expected, outputs.get("refined").values(), 1e-4f);
    assertArrayEquals(new float[] {2, 5 / 3f}, outputs.get("score").values(), 1e-6f);
    assertArrayEquals(
        new float[] {0.75f, 0.75f, 0, /**/ 0, 0, 1}, outputs.get("cam").values(), 1e-4f);
  }

  @Test
  void whereAllCellsLookAlikeEachGetsTheMeanOfTheSeeds() {
    Tensor image = new Tensor(new int[] {1, 2, 2, 2}, new float[] {4, 2, 1, 1, /**/ 4, 2, 1, 1});
    float[] refined = head.run(parameters(), image).get("refined").values();
    for (int cell = 0; cell < 4; cell++) {
      // Both classes are the largest everywhere, and both stay.
      assertEquals(0.5, refined[cell], 1e-4);
      assertEquals(0.5, refined[4 + cell], 1e-4);
      assertEquals(0.5, refined[8 + cell], 1e-4);
    }
  }

  @Test
  void aDropoutThatDropsEverythingIsRefused() {
    ModelException e =
        assertThrows(ModelException.class, () -> new HeadOnMap("seam", "none[rate=1]", 2, 2));
    assertTrue(e.getMessage().contains("below 1, not 1.0"), e.getMessage());
  }

  @Test
  void aClassThatIsNowhereAboveZeroHasNoSeeds() {
    Tensor image = new Tensor(new int[] {1, 2, 1, 2}, new float[] {3, 1, /**/ -2, -1});
    float[] refined = head.run(parameters(), image).get("refined").values();
    assertEquals(0, refined[4], 0);
    assertEquals(0, refined[5], 0);
  }
}
