package org.tag2mask.runtime.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.image.MapResize.Axis;
import org.tag2mask.runtime.image.MapResize.Corners;

class MapResizeTest {

  @Test
  void halfPixelCentresReadAQuarterInside() {
    // torch.nn.functional.interpolate([[0, 1]], size=4, mode="bilinear") by its documented formula.
    float[] out = MapResize.bilinear(new float[] {0, 1}, 1, 1, 2, 1, 4, Corners.HALF_PIXEL);
    assertArrayEquals(new float[] {0, 0.25f, 0.75f, 1}, out, 1e-7f);
  }

  @Test
  void alignedCornersKeepTheEnds() {
    float[] out = MapResize.bilinear(new float[] {0, 3}, 1, 2, 1, 4, 1, Corners.ALIGNED);
    assertArrayEquals(new float[] {0, 1, 2, 3}, out, 1e-6f);
  }

  @Test
  void aRampStaysTheSameRampWhateverTheCrop() {
    // Cell i of stride 4 has its centre at pixel coordinate 4i + 1.5, so a map holding those
    // coordinates must give every inner pixel its own coordinate back.
    float[] ramp = {1.5f, 5.5f, 9.5f, 13.5f};
    float[] out = new float[14];
    MapResize.resample(ramp, 0, 1, 4, new Axis(1, 0, 0), Axis.cells(4, 14), out, 0);
    for (int x = 2; x < 14; x++) {
      assertEquals(x, out[x], 1e-5f);
    }
  }

  @Test
  void aNegativeStepReadsBackwards() {
    float[] out = new float[3];
    MapResize.resample(
        new float[] {7, 8, 9}, 0, 1, 3, new Axis(1, 0, 0), new Axis(3, 2, -1), out, 0);
    assertArrayEquals(new float[] {9, 8, 7}, out);
  }

  @Test
  void planesDoNotTouchEachOther() {
    float[] two = {1, 1, 1, 1, 5, 5, 5, 5};
    float[] out = MapResize.bilinear(two, 2, 2, 2, 3, 3, Corners.HALF_PIXEL);
    for (int i = 0; i < 9; i++) {
      assertEquals(1, out[i]);
      assertEquals(5, out[9 + i]);
    }
  }
}
