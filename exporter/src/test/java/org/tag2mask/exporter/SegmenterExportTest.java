package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.exporter.ExportOptions.MapSize;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.image.MapResize;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.session.FloatTensor;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;

/** Segmenters: exported, run in ONNX Runtime, against the naive interpreter. */
class SegmenterExportTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tiny[width=8] | aspp",
        "mobilenet_v2[output_stride=16,last=17,rates=3-6-9] | aspp",
        "mobilenet_v2[output_stride=16,last=10,channels=16,project=24] | deeplab_v3",
        "tiny[width=4,form=seam,hidden=8] | largefov",
        "tiny[width=4,form=mctformer,hidden=8] | largefov",
        "tiny[width=4,form=fc,hidden=8] | largefov",
        "tiny[width=4,form=direct] | largefov",
        "tiny[width=4,rate=3] | cian"
      })
  void theFileSaysTheSameAsTheNetwork(String trunk, String head) {
    for (ExportOptions options :
        List.of(ExportOptions.plain(), ExportOptions.plain().withMaps(MapSize.PIXELS))) {
      ExportedModel model = Models.segmenter(trunk, head, 4, options);
      ExportReport report = Publisher.check(model, Optional.of(new NaiveForward()));
      assertTrue(report.passed(), report.text());
      assertEquals(3, report.drifts().size());
      report.drifts().forEach(d -> assertTrue(d.magnitude() > 0.01, "says something: " + d));
      assertEquals(ModelRole.SEGMENTER, model.contract().role());
    }
  }

  @Test
  void halfPrecisionStaysWithinItsBounds() {
    ExportOptions half = ExportOptions.plain().float16().withMaps(MapSize.PIXELS);
    ExportReport report =
        Publisher.check(
            Models.segmenter("tiny[width=8]", "aspp", 4, half), Optional.of(new NaiveForward()));
    assertTrue(report.passed(), report.text());
  }

  @Test
  void logitsOfTheImagesSizeAreTheMapStretchedOverThePaddedImageAndCropped() {
    int width = 37;
    int height = 50;
    byte[] rgb = new byte[3 * width * height];
    new java.util.Random(4).nextBytes(rgb);
    RgbImage image = RgbImage.wrap(width, height, rgb);
    FloatTensor cells = logits(ExportOptions.plain(), image);
    assertArrayEquals(new int[] {1, 3, 7, 5}, cells.shape());
    FloatTensor pixels = logits(ExportOptions.plain().withMaps(MapSize.PIXELS), image);
    assertArrayEquals(new int[] {1, 3, height, width}, pixels.shape());
    float[] padded =
        MapResize.bilinear(cells.values(), 3, 7, 5, 56, 40, MapResize.Corners.HALF_PIXEL);
    double largest = 0;
    for (float value : padded) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          assertEquals(
              padded[(c * 56 + y) * 40 + x],
              pixels.values()[(c * height + y) * width + x],
              1e-6 * largest,
              c + " " + y + " " + x);
        }
      }
    }
  }

  @Test
  void thePixelsOfAMapAreForSegmentersAlone() {
    ExportOptions pixels = ExportOptions.plain().withMaps(MapSize.PIXELS);
    ExportException e =
        assertThrows(ExportException.class, () -> Models.exported("tiny[width=4]", 2, pixels));
    assertTrue(e.getMessage().contains("are for segmenters"), e.getMessage());
    assertThrows(
        ExportException.class,
        () ->
            Models.segmenter(
                "tiny[width=4]",
                "aspp",
                2,
                ExportOptions.plain().withScales(List.of(0.5, 1.0), FlipMerge.SUM)));
  }

  private static FloatTensor logits(ExportOptions options, RgbImage image) {
    byte[] file = Models.segmenter("tiny[width=8]", "aspp", 2, options).bytes();
    try (OnnxModel model = OnnxModel.open(file, "test", ModelOptions.defaults())) {
      assertEquals(options.maps() == MapSize.PIXELS ? 1 : 8, model.contract().stride());
      return model.run(List.of(image), List.of("logits")).get("logits");
    }
  }
}
