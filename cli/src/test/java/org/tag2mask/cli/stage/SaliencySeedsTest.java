package org.tag2mask.cli.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.image.ImageException;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.data.png.GreyPng;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;

class SaliencySeedsTest {
  @TempDir Path temp;

  @Test
  void aPixelIsLabelledWhereMapAndSaliencyAgree() throws Exception {
    LabelMap objects = LabelMap.wrap(4, 1, new byte[] {2, 2, 0, 0});
    // 15 of 255 is 0.059, 16 is 0.063: the threshold of the paper lies between.
    float[] grey = {16 / 255f, 15 / 255f, 16 / 255f, 15 / 255f};
    GreyPng.write(temp.resolve("a.png"), 4, 1, grey, GreyPng.Depth.BITS_8);
    RgbImage image = RgbImage.of(4, 1, new byte[12]);
    RgbImage saliency = SaliencySeeds.read(temp, "a", image, ImageLimits.DEFAULT);
    byte[] expected = {2, (byte) LabelMap.IGNORE, (byte) LabelMap.IGNORE, 0};
    assertArrayEquals(expected, SaliencySeeds.CIAN.of(objects, saliency).array());
    assertArrayEquals(new byte[] {2, 2, 0, 0}, objects.array());
  }

  @Test
  void aMapThatIsMissingOrOfAnotherSizeIsNamed() throws Exception {
    GreyPng.write(temp.resolve("a.png"), 4, 1, new float[4], GreyPng.Depth.BITS_8);
    RgbImage image = RgbImage.of(2, 2, new byte[12]);
    assertRefused("b", image, "there is no saliency map " + temp.resolve("b.png"));
    assertRefused("a", image, "is 4 x 1, its image 2 x 2; make it at the image's size");
    assertThrows(Tag2MaskException.class, () -> new SaliencySeeds(0.3, 0));
  }

  private void assertRefused(String id, RgbImage image, String part) {
    ImageException e =
        assertThrows(
            ImageException.class, () -> SaliencySeeds.read(temp, id, image, ImageLimits.DEFAULT));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
