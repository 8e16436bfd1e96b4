package org.tag2mask.runtime.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.TestModels;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.walk.WalkMode;

class BoundaryModelTest {

  private static BoundaryModel open(String name) {
    return BoundaryModel.open(TestModels.path(name), TestModels.CPU);
  }

  private static float sigmoid(double logit) {
    return (float) (1 / (1 + Math.exp(-logit)));
  }

  /** By the definition: each cell's centre looked up in the map of the mirror image. */
  private static float[] expected(RgbImage image, WalkMode mode) {
    int w = (image.width() + 3) / 4;
    float[] plain = TestModels.edgeLogits(image);
    float[] mirror = TestModels.edgeLogits(image.flipped());
    float[] edge = new float[plain.length];
    for (int i = 0; i < edge.length; i++) {
      int row = i / w * w;
      double centre = image.width() - (4 * (i % w) + 2);
      double at = mode == WalkMode.COMPAT ? w - 1 - i % w : centre / 4 - 0.5;
      double inside = Math.max(0, Math.min(w - 1, at));
      int left = (int) Math.min(inside, w - 2);
      double twin =
          mirror[row + left] + (inside - left) * (mirror[row + left + 1] - mirror[row + left]);
      edge[i] = sigmoid((plain[i] + twin) / 2);
    }
    return edge;
  }

  @ParameterizedTest
  @CsvSource({
    "48, 32, COMPLETE",
    "48, 32, COMPAT",
    "47, 33, COMPLETE",
    "47, 33, COMPAT",
    "50, 7, COMPLETE"
  })
  void edgesAreTheSigmoidOfTheMeanOfBothLogits(int width, int height, WalkMode mode) {
    RgbImage image = TestModels.noisy(width, height, "edges");
    try (BoundaryModel model = open("edges")) {
      BoundaryModel.Boundaries found = model.edges(image, mode);
      assertEquals((height + 3) / 4, found.height());
      assertEquals((width + 3) / 4, found.width());
      assertArrayEquals(expected(image, mode), found.edge(), 1e-5f);
      assertTrue(found.displacement().isEmpty());
    }
  }

  @Test
  void withoutOverhangTheMirrorImageHasTheMirroredEdges() {
    RgbImage image = TestModels.noisy(64, 48, "mirror");
    try (BoundaryModel model = open("edges")) {
      float[] edge = model.edges(image, WalkMode.COMPLETE).edge();
      float[] mirrored = model.edges(image.flipped(), WalkMode.COMPLETE).edge();
      for (int i = 0; i < edge.length; i++) {
        assertEquals(edge[i], mirrored[i / 16 * 16 + 15 - i % 16], 1e-6f);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(WalkMode.class)
  void displacementsAreThoseOfTheImageAlone(WalkMode mode) {
    RgbImage image = TestModels.noisy(47, 33, "displacements");
    try (BoundaryModel model = open("edges")) {
      assertTrue(model.hasDisplacement());
      BoundaryModel.Boundaries found = model.edgesAndDisplacements(image, mode);
      float[] redAndGreen = Arrays.copyOf(TestModels.means(image, 4), 2 * 12 * 9);
      assertArrayEquals(redAndGreen, found.displacement().orElseThrow(), 1e-6f);
      assertArrayEquals(expected(image, mode), found.edge(), 1e-5f);
    }
  }

  @Test
  void largeImagesAreRunInTilesWithoutSeams() {
    RgbImage image = TestModels.noisy(2_304, 2_001, "large");
    try (BoundaryModel model = open("edges")) {
      float[] found = model.edges(image, WalkMode.COMPLETE).edge();
      assertArrayEquals(expected(image, WalkMode.COMPLETE), found, 1e-5f);
    }
  }

  @Test
  void aModelWithoutDisplacementsIsNamed() {
    try (BoundaryModel model = open("boundary")) {
      assertFalse(model.hasDisplacement());
      ModelContractException fault =
          assertThrows(
              ModelContractException.class,
              () -> model.edgesAndDisplacements(TestModels.noisy(16, 16, "x"), WalkMode.COMPLETE));
      assertTrue(fault.getMessage().contains("no output 'displacement'"), fault.getMessage());
    }
  }

  @Test
  void aModelOfTheWrongRoleIsNamed() {
    ModelContractException fault =
        assertThrows(ModelContractException.class, () -> open("affinity"));
    assertTrue(
        fault.getMessage().endsWith("is an affinity model, expected a boundary model"),
        fault.getMessage());
  }

  @Test
  void displacementsOfThreeChannelsAreRefused() {
    ModelContractException fault =
        assertThrows(ModelContractException.class, () -> open("edges_wrong_displacement"));
    assertTrue(
        fault.getMessage().contains("gives 3 channels in 'displacement'"), fault.getMessage());
  }

  @Test
  void edgesThatAreNoNumbersAreRefused() {
    try (BoundaryModel model = open("edges_nan")) {
      Tag2MaskException fault =
          assertThrows(
              Tag2MaskException.class,
              () -> model.edges(TestModels.noisy(16, 16, "x"), WalkMode.COMPLETE));
      assertTrue(fault.getMessage().contains("gave 'edge' with NaN"), fault.getMessage());
    }
  }
}
