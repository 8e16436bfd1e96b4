package org.tag2mask.runtime.instance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.PseudoMaskerBuilder;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.TestModels;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.Grid;
import org.tag2mask.runtime.recipe.MaskRecipe;

/** Objects of pictures; the model's displacements put all cells into one group. */
class InstanceMakerTest {
  private static PseudoMaskerBuilder masker(String boundary) {
    return PseudoMasker.builder()
        .classifier(TestModels.path("colours"))
        .boundary(TestModels.path(boundary))
        .device(Device.cpu())
        .modelThreads(1);
  }

  private static List<Instance> objects(RgbImage image, Integer... classIds) {
    try (PseudoMasker masker = masker("edges").build()) {
      return masker.instances().make(image, masker.cams(image, List.of(classIds)));
    }
  }

  /** A grey picture of 96x64 with red squares, each at (left, top) with a side. */
  private static RgbImage reds(int[]... squares) {
    byte[] rgb = new byte[3 * 96 * 64];
    java.util.Arrays.fill(rgb, (byte) 120);
    for (int[] square : squares) {
      for (int y = square[1]; y < square[1] + square[2]; y++) {
        for (int x = square[0]; x < square[0] + square[2]; x++) {
          rgb[3 * (y * 96 + x)] = (byte) 230;
          rgb[3 * (y * 96 + x) + 1] = 20;
          rgb[3 * (y * 96 + x) + 2] = 20;
        }
      }
    }
    return RgbImage.wrap(96, 64, rgb);
  }

  /** All of the square but two cells at its sides, and nothing more than a cell around it. */
  private static void assertFills(int left, int top, int width, int height, Instance object) {
    for (int y = 0; y < object.height(); y++) {
      for (int x = 0; x < object.width(); x++) {
        int inside =
            Math.min(
                Math.min(x - left, left + width - 1 - x), Math.min(y - top, top + height - 1 - y));
        boolean there = object.pixels().get(y * object.width() + x);
        assertTrue(inside < 8 || there, "a hole at " + x + "," + y);
        assertTrue(inside >= -4 || !there, "too much at " + x + "," + y);
      }
    }
  }

  @Test
  void everyClassHasItsOwnObjects() {
    List<Instance> objects = objects(TestModels.squares(96, 64), 1, 2);
    assertEquals(List.of(1, 2), objects.stream().map(Instance::classId).toList());
    assertFills(12, 16, 24, 32, objects.get(0));
    assertFills(60, 16, 24, 32, objects.get(1));
    assertEquals(1, Math.max(objects.get(0).score(), objects.get(1).score()), 1e-6);
  }

  @Test
  void piecesApartAreObjectsOfTheirOwn() {
    List<Instance> objects = objects(reds(new int[] {8, 8, 24}, new int[] {60, 28, 28}), 1);
    assertEquals(2, objects.size());
    assertFills(8, 8, 24, 24, objects.get(0));
    assertFills(60, 28, 28, 28, objects.get(1));
  }

  @Test
  void piecesOfLessThanAHundredthOfTheImageAreDropped() {
    // 61 pixels are 1 % of the image; of 12 x 12 only 4 x 4 lie inside the boundary.
    assertEquals(2, objects(reds(new int[] {8, 8, 24}, new int[] {60, 28, 20}), 1).size());
    assertEquals(1, objects(reds(new int[] {8, 8, 24}, new int[] {60, 28, 12}), 1).size());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 50", "17, 2", "101, 67"})
  void imagesOfAnySizeHaveObjectsThatDoNotOverlap(int width, int height) {
    List<Instance> objects = objects(TestModels.noisy(width, height, "objects"), 1, 2);
    BitSet taken = new BitSet();
    for (Instance object : objects) {
      assertEquals(width, object.width());
      assertTrue(!taken.intersects(object.pixels()), "a pixel of two objects");
      taken.or(object.pixels());
      assertTrue(object.pixels().length() <= width * height);
      assertTrue(object.score() > 0.25 && object.score() <= 1, "score " + object.score());
    }
  }

  @Test
  void imagesWithoutClassesHaveNoObjects() {
    assertEquals(List.of(), objects(TestModels.squares(96, 64)));
  }

  @Test
  void seedsAreMapsOfOneGroupWeakenedAtBoundaries() {
    Cams cams =
        new Cams(
            new int[] {3, 7},
            8,
            8,
            Grid.QUARTER,
            new float[] {1, 0.5f, 0, 0, 0, 0, 0, 0.8f},
            new float[7]);
    List<Seed> seeds = Seed.of(cams, new int[] {0, 1, 0, 1}, new float[] {0, 0.5f, 0, 0.25f});
    assertEquals(List.of(3, 3, 7), seeds.stream().map(Seed::classId).toList());
    assertArrayEquals(new float[] {1, 0, 0, 0}, seeds.get(0).cells());
    assertArrayEquals(new float[] {0, 0.25f, 0, 0}, seeds.get(1).cells());
    assertArrayEquals(new float[] {0, 0, 0, 0.6f}, seeds.get(2).cells(), 1e-7f);
  }

  @Test
  void theFirstOfEqualMapsWinsAndBackgroundWinsTies() {
    Winners winners = Winners.of(new float[] {0.5f, 0.2f, 0.5f, 1f}, 2, 1, 2, 1);
    assertArrayEquals(new boolean[] {true, false}, winners.region(0, 0.25f));
    assertArrayEquals(new boolean[] {false, true}, winners.region(1, 0.25f));
    assertArrayEquals(new boolean[] {false, false}, winners.region(0, 0.5f));
  }

  @Test
  void recipesAndModelsOfOtherKindsAreRefused() {
    try (PseudoMasker masker = masker("edges").recipe(MaskRecipe.named("semformer-walk")).build()) {
      RecipeException fault = assertThrows(RecipeException.class, masker::instances);
      assertTrue(fault.getMessage().contains("use irn-walk"), fault.getMessage());
    }
    try (PseudoMasker masker = masker("edges_nan").build()) {
      ModelContractException fault = assertThrows(ModelContractException.class, masker::instances);
      assertTrue(fault.getMessage().contains("has no output 'displacement'"), fault.getMessage());
    }
    try (PseudoMasker masker =
        PseudoMasker.builder()
            .classifier(TestModels.path("colours"))
            .device(Device.cpu())
            .build()) {
      RecipeException fault = assertThrows(RecipeException.class, masker::instances);
      assertTrue(fault.getMessage().startsWith("instances need a boundary model"));
    }
  }
}
