package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.cam.CamExtractor;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.cam.MapSum;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.CamMerge;
import org.tag2mask.runtime.recipe.CamNormalization;
import org.tag2mask.runtime.session.ClassifierModel;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;

/** The heads of the methods on a small trunk: plain, in float16 and with scales inside. */
class MethodHeadsExportTest {
  private static final int CLASSES = 4;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "decoupled | tiny[width=8] | cam score expansive discriminative feature_sum",
        "decoupled | tiny[width=8,streams=one] | cam score discriminative feature_sum"
      })
  void theFileSaysTheSameAsTheNetwork(String head, String text, String outputs) {
    Network network = Networks.build(NetworkSpec.parse(text, head, CLASSES));
    assertEquals(List.of(outputs.split(" ")), network.published());
    ExportReport plain = check(network, ExportOptions.plain());
    assertEquals(3 * network.published().size(), plain.drifts().size());
    plain.drifts().forEach(d -> assertTrue(d.magnitude() > 1e-3, "says something: " + d));
    check(network, ExportOptions.plain().float16());
    ExportReport merged =
        check(network, ExportOptions.plain().withScales(List.of(0.5, 1.0), FlipMerge.SUM));
    assertEquals(
        Set.of("cam", "score"),
        merged.drifts().stream().map(d -> d.output()).collect(java.util.stream.Collectors.toSet()));
  }

  @Test
  void theRuntimeMergesFurtherMapsLikeTheClasses() {
    Network network = Networks.build(NetworkSpec.parse("tiny[width=8]", "decoupled", CLASSES));
    ParameterSet parameters = Models.parameters(network.graph(), 7);
    byte[] file =
        OnnxExporter.export(network, parameters, Models.description(CLASSES), ExportOptions.plain())
            .bytes();
    RgbImage image = RgbImage.of(48, 32, noise(3 * 48 * 32));
    CamMerge merge = CamMerge.of(1.0).withNormalization(CamNormalization.NONE);
    try (ClassifierModel model =
        new ClassifierModel(OnnxModel.open(file, "test", ModelOptions.defaults()))) {
      CamExtractor extractor = new CamExtractor(model, merge, Set.of("feature_sum"));
      Cams cams = extractor.extract(image, List.of(2));
      float[] sum = sum(network, parameters, image);
      float[] mirrored = sum(network, parameters, image.flipped());
      MapSum expected = new MapSum(merge, 8, 48, 32, new int[] {0});
      expected.add(sum, mirrored, 4, 6, 48, 32);
      float[] found = cams.extras().get("feature_sum");
      for (int i = 0; i < found.length; i++) {
        assertEquals(expected.sum()[i], found[i], 1e-4 * Math.max(1, expected.sum()[i]));
      }
    }
  }

  private static float[] sum(Network network, ParameterSet parameters, RgbImage image) {
    int pixels = image.width() * image.height();
    float[] planes = new float[3 * pixels];
    for (int i = 0; i < planes.length; i++) {
      int at = i % pixels;
      int value = image.sample(at % image.width(), at / image.width(), i / pixels);
      planes[i] = (value - 127.5f) / 127.5f;
    }
    Tensor input = new Tensor(new int[] {1, 3, image.height(), image.width()}, planes);
    return new NaiveForward().forward(network, parameters, input).get("feature_sum").values();
  }

  private static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(4).nextBytes(noise);
    return noise;
  }

  private static ExportReport check(Network network, ExportOptions options) {
    ExportedModel model =
        OnnxExporter.export(
            network, Models.parameters(network.graph(), 7), Models.description(CLASSES), options);
    ExportReport report = Publisher.check(model, Optional.of(new NaiveForward()));
    assertTrue(report.passed(), options + report.text());
    return report;
  }
}
