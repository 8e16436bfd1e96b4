package org.tag2mask.runtime.contract;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.Golden;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.contract.Preprocessing.ChannelOrder;
import org.tag2mask.runtime.contract.Preprocessing.Place;
import org.tag2mask.runtime.image.RgbImage;

class PreprocessingTest {

  @Test
  void imageNetStatisticsEqualThoseOfThePublicCode() {
    Golden.assertClose(
        Golden.read("normalize__r38"), interleaved(Preprocessing.imageNet(Place.OUTSIDE)));
  }

  @Test
  void caffeModelsGetBlueFirstWithoutScaling() {
    Preprocessing caffe =
        new Preprocessing(
            Place.OUTSIDE,
            ChannelOrder.BGR,
            List.of(104.008, 116.669, 122.675),
            List.of(1.0, 1.0, 1.0));
    Golden.assertClose(Golden.read("normalize__vgg16"), interleaved(caffe));
  }

  @Test
  void refusesAStandardDeviationOfZero() {
    assertThrows(
        ModelContractException.class,
        () ->
            new Preprocessing(
                Place.INSIDE, ChannelOrder.RGB, List.of(0.0, 0.0, 0.0), List.of(1.0, 0.0, 1.0)));
  }

  /** The golden files are [H][W][3], every fourth value. */
  private static float[] interleaved(Preprocessing preprocessing) {
    RgbImage image = Golden.image();
    float[] planes = new float[image.array().length];
    preprocessing.apply(image, FloatBuffer.wrap(planes));
    int pixels = planes.length / 3;
    float[] hwc = new float[planes.length];
    for (int i = 0; i < planes.length; i++) {
      hwc[i] = planes[(i % 3) * pixels + i / 3];
    }
    return Golden.every(4, hwc);
  }
}
