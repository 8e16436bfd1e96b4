package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tag2mask.runtime.cam.CamExtractor;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.CamMerge;
import org.tag2mask.runtime.recipe.Grid;
import org.tag2mask.runtime.session.ClassifierModel;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;

class ScalesInsideTest {
  private static final String TINY = "tiny[width=4]";

  @ParameterizedTest
  @EnumSource(FlipMerge.class)
  void theMergeInsideIsTheMergeOfTheNetworksMaps(FlipMerge flip) {
    ExportOptions options = ExportOptions.plain().withScales(List.of(0.5, 1.0, 1.3), flip);
    ExportReport report =
        Publisher.check(Models.exported(TINY, 4, options), Optional.of(new NaiveForward()));
    assertTrue(report.passed(), report.text());
  }

  @Test
  void halfPrecisionMergesToo() {
    ExportOptions options = ExportOptions.plain().withScales(List.of(1.0, 2.0), FlipMerge.SUM);
    ExportReport report =
        Publisher.check(
            Models.exported(TINY, 4, options.float16()), Optional.of(new NaiveForward()));
    assertTrue(report.passed(), report.text());
  }

  @Test
  void oneScaleMayBeMirroredOrEnlargedAlone() {
    for (ExportOptions options :
        List.of(
            ExportOptions.plain().withScales(List.of(1.0), FlipMerge.SUM),
            ExportOptions.plain().withScales(List.of(2.0), FlipMerge.NONE))) {
      ExportReport report =
          Publisher.check(Models.exported(TINY, 2, options), Optional.of(new NaiveForward()));
      assertTrue(report.passed(), report.text());
    }
  }

  @ParameterizedTest
  @EnumSource(FlipMerge.class)
  void theRuntimeGetsTheSameMapsFromBothKindsOfFile(FlipMerge flip) {
    // where weights are powers of two, ONNX Runtime resizes an image exactly as Pillow does
    assertSameMaps(flip, List.of(0.5, 1.0, 2.0), 2e-5);
  }

  @Test
  void atOtherScalesASampleInAThousandOfTheImageIsOneLevelOff() {
    assertSameMaps(FlipMerge.SUM, List.of(1.0, 1.5), 4e-3);
  }

  private static void assertSameMaps(FlipMerge flip, List<Double> scales, double tolerance) {
    CamMerge merge =
        CamMerge.of(scales.toArray(Double[]::new)).withFlip(flip).withGrid(Grid.QUARTER);
    for (int[] size : new int[][] {{131, 97}, {64, 48}, {33, 110}}) {
      RgbImage image = picture(size[0], size[1]);
      Cams outside = cams(ExportOptions.plain(), merge, image);
      Cams inside = cams(ExportOptions.plain().withScales(scales, flip), merge, image);
      assertEquals(outside.planes().length, inside.planes().length);
      for (int i = 0; i < outside.planes().length; i++) {
        assertEquals(outside.planes()[i], inside.planes()[i], tolerance); // normalised to 0..1
      }
      for (int c = 0; c < outside.scores().length; c++) {
        assertEquals(outside.scores()[c], inside.scores()[c], tolerance);
      }
    }
  }

  private static Cams cams(ExportOptions options, CamMerge merge, RgbImage image) {
    byte[] file = Models.exported(TINY, 3, options).bytes();
    OnnxModel model = OnnxModel.open(file, "test", ModelOptions.defaults());
    try (ClassifierModel classifier = new ClassifierModel(model)) {
      return new CamExtractor(classifier, merge).extract(image, List.of(1, 2, 3));
    }
  }

  private static RgbImage picture(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(9).nextBytes(rgb);
    for (int i = 0; i < rgb.length; i++) {
      int x = i / 3 % width;
      int y = i / 3 / width;
      rgb[i] = (byte) (128 + 90 * Math.sin(0.09 * x + 0.05 * y * (i % 3)) + rgb[i] / 8);
    }
    return RgbImage.of(width, height, rgb);
  }
}
