package org.tag2mask.runtime.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.TestModels;
import org.tag2mask.runtime.image.RgbImage;

class AffinityModelTest {

  private static AffinityModel open(String name) {
    return AffinityModel.open(TestModels.path(name), TestModels.CPU);
  }

  @ParameterizedTest
  @CsvSource({"64, 48", "61, 43", "5, 3", "2305, 2001"})
  void featuresOfAnySizeAreThoseOfTheNetwork(int width, int height) {
    RgbImage image = TestModels.noisy(width, height, "features");
    try (AffinityModel model = open("affinity")) {
      AffinityModel.Features found = model.run(image);
      assertEquals(3, found.channels());
      assertEquals((height + 7) / 8, found.height());
      assertEquals((width + 7) / 8, found.width());
      float[] expected = TestModels.means(image, 8);
      for (int i = 0; i < expected.length; i++) {
        expected[i] *= 10;
      }
      assertArrayEquals(expected, found.values(), 2e-5f);
    }
  }

  @Test
  void aModelOfTheWrongRoleIsNamed() {
    ModelContractException fault =
        assertThrows(ModelContractException.class, () -> open("colours"));
    assertTrue(
        fault.getMessage().endsWith("is a classifier, expected an affinity model"),
        fault.getMessage());
  }

  @Test
  void aMapOfAnotherStrideThanTheContractsIsNamed() {
    try (AffinityModel model = open("affinity_wrong_stride")) {
      ModelContractException fault =
          assertThrows(
              ModelContractException.class, () -> model.run(TestModels.noisy(64, 48, "x")));
      assertTrue(fault.getMessage().contains("so 4x3 cells were expected"), fault.getMessage());
    }
  }

  @Test
  void featuresThatAreNoNumbersAreRefused() {
    try (AffinityModel model = open("affinity_nan")) {
      Tag2MaskException fault =
          assertThrows(Tag2MaskException.class, () -> model.run(TestModels.noisy(16, 16, "x")));
      assertTrue(fault.getMessage().contains("gave 'feature' with NaN"), fault.getMessage());
    }
  }
}
