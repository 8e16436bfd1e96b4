package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.session.FloatTensor;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;

/** The roll within groups in ONNX Runtime, on batches of whole groups. */
class GroupRollTest {

  @ParameterizedTest
  @CsvSource({"2,1,6,103254", "3,1,6,120453", "3,2,6,201534"})
  void eachImageGetsTheMapOfAnotherMember(int size, int by, int images, String order) {
    ExportedModel model =
        Models.exported(Models.around(2, (g, x) -> g.groupRoll(x, size, by)), o -> o);
    ExportedModel plain = Models.exported(Models.around(2, (g, x) -> g.affine(x, 1, 0)), o -> o);
    List<RgbImage> batch = Models.noise(images, 21, 13);
    float[] rolled = run(model, batch);
    float[] straight = run(plain, batch);
    int each = straight.length / images;
    float[] expected = new float[straight.length];
    for (int n = 0; n < images; n++) {
      System.arraycopy(straight, (order.charAt(n) - '0') * each, expected, n * each, each);
    }
    assertArrayEquals(expected, rolled);
  }

  private static float[] run(ExportedModel model, List<RgbImage> images) {
    try (OnnxModel session = OnnxModel.open(model.bytes(), "the model", ModelOptions.defaults())) {
      FloatTensor feature = session.run(images, List.of("feature")).get("feature");
      return feature.values();
    }
  }
}
