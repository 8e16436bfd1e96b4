package org.tag2mask.trainer.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.walk.FeatureAffinity;
import org.tag2mask.runtime.walk.PairGeometry;
import org.tag2mask.runtime.walk.PairIndex;
import org.tag2mask.runtime.walk.StencilTransition;
import org.tag2mask.runtime.walk.WalkBuffers;
import org.tag2mask.runtime.walk.WalkMode;
import org.tag2mask.trainer.DjlReference;

/** AffinityNet and IRNet in both engines against the public code, on formula weights. */
class GoldenAffinityNetworksTest {

  /** One output of one case. */
  private record Golden(
      String output, int[] shape, int stride, double max, double float64, double[] values) {}

  @Test
  void affinityNetGivesTheFeaturesAndAffinitiesOfThePublicCode() throws IOException, OrtException {
    Network network = Networks.build(NetworkSpec.parse("resnet38", "affinity", 20));
    ParameterSet parameters = FormulaWeights.fill(network.graph().parameters(), name -> name, 3);
    Tensor image = wave(1, 104, 136);
    for (Map<String, Tensor> outputs :
        List.of(
            new DjlReference().forward(network, parameters, image),
            onnx(network, parameters, image))) {
      assertGolden(golden("methods/psa_aff_r38", "f9"), outputs.get("feature"));
      assertGolden(golden("methods/psa_aff_r38", "aff"), affinities(outputs.get("feature")));
    }
  }

  /** The affinities that the random walk takes from features, in the order of the public code. */
  private static Tensor affinities(Tensor feature) {
    int channels = feature.shape()[1];
    int height = feature.shape()[2];
    int width = feature.shape()[3];
    PairGeometry pairs = PairGeometry.rows(5);
    StencilTransition transition =
        FeatureAffinity.transition(
            feature.values(),
            channels,
            height,
            width,
            pairs,
            1,
            WalkMode.COMPAT,
            new WalkBuffers());
    PairIndex index = pairs.index(height, width, WalkMode.COMPAT);
    int sources = index.sources(0).length;
    float[] affinities = new float[pairs.offsets().size() * sources];
    for (int k = 0; k < pairs.offsets().size(); k++) {
      for (int s = 0; s < sources; s++) {
        int cell = index.sources(k)[s];
        affinities[k * sources + s] = transition.weight(k, cell / width, cell % width);
      }
    }
    return new Tensor(new int[] {1, pairs.offsets().size(), sources}, affinities);
  }

  @Test
  void irnGivesTheEdgesAndDisplacementsOfThePublicCode() throws IOException, OrtException {
    Network network =
        Networks.build(NetworkSpec.parse("resnet50[output_stride=16,dilated=no]", "irn", 20));
    ParameterSet parameters = irnParameters(network);
    Tensor pair = mirroredPair(wave(1, 101, 127), 128);
    for (Map<String, Tensor> outputs :
        List.of(
            new DjlReference().forward(network, parameters, pair),
            onnx(network, parameters, pair))) {
      assertGolden(golden("methods/irn_edge_disp", "raw_edge"), outputs.get("edge"));
      assertGolden(golden("methods/irn_edge_disp", "raw_disp"), outputs.get("displacement"));
      // The official inference: 26 x 32 cells of the 101 x 127 image, the mean of the edge logits
      // of image and mirror image, and the displacement of the image alone.
      assertGolden(golden("methods/irn_edge_disp", "edge"), meanEdge(outputs.get("edge"), 26));
      assertGolden(
          golden("methods/irn_edge_disp", "displacement"),
          firstImage(outputs.get("displacement"), 26));
    }
  }

  private static Map<String, Tensor> onnx(Network network, ParameterSet parameters, Tensor images)
      throws OrtException {
    try (OnnxForward file = new OnnxForward(network, parameters)) {
      return file.run(images);
    }
  }

  /** The official names: the trunk lies under {@code resnet50.}, the branches do not. */
  static ParameterSet irnParameters(Network network) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (Parameter p : network.graph().parameters()) {
      String prefix = p.origin() == Parameter.Origin.BACKBONE ? "resnet50." : "";
      values.put(p.name(), FormulaWeights.tensor(prefix + p.name(), p.shape(), 3));
    }
    return ParameterSet.of(values);
  }

  /** {@code sin(0.05 i)} over the flat index. */
  static Tensor wave(int images, int height, int width) {
    float[] values = new float[images * 3 * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(0.05 * i);
    }
    return new Tensor(new int[] {images, 3, height, width}, values);
  }

  /** An image and its mirror image, each with zeros at the right and below. */
  private static Tensor mirroredPair(Tensor image, int side) {
    int height = image.shape()[2];
    int width = image.shape()[3];
    float[] padded = new float[2 * 3 * side * side];
    for (int row = 0; row < 3 * height; row++) {
      int to = (row / height * side + row % height) * side;
      for (int x = 0; x < width; x++) {
        float value = image.values()[row * width + x];
        padded[to + x] = value;
        padded[3 * side * side + to + width - 1 - x] = value;
      }
    }
    return new Tensor(new int[] {2, 3, side, side}, padded);
  }

  private static Tensor meanEdge(Tensor pair, int rows) {
    int width = pair.shape()[3];
    int second = pair.shape()[2] * width;
    float[] edge = new float[rows * width];
    for (int i = 0; i < edge.length; i++) {
      int mirrored = i / width * width + width - 1 - i % width;
      double logit = pair.values()[i] / 2.0 + pair.values()[second + mirrored] / 2.0;
      edge[i] = (float) (1 / (1 + Math.exp(-logit)));
    }
    return new Tensor(new int[] {1, rows, width}, edge);
  }

  private static Tensor firstImage(Tensor pair, int rows) {
    int width = pair.shape()[3];
    int plane = pair.shape()[2] * width;
    float[] values = new float[2 * rows * width];
    for (int c = 0; c < 2; c++) {
      System.arraycopy(pair.values(), c * plane, values, c * rows * width, rows * width);
    }
    return new Tensor(new int[] {2, rows, width}, values);
  }

  private static List<Golden> goldens(String id) throws IOException {
    List<Golden> found = new ArrayList<>();
    try (InputStream in =
        GoldenAffinityNetworksTest.class.getResourceAsStream(
            "/trainer/golden/affinity/networks.jsonl")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        Map<?, ?> map = (Map<?, ?>) Json.parse(line, "networks.jsonl");
        if (map.get("case").equals(id)) {
          found.add(
              new Golden(
                  (String) map.get("output"),
                  GoldenCase.ints(map.get("shape")),
                  ((Number) map.get("stride")).intValue(),
                  ((Number) map.get("max")).doubleValue(),
                  ((Number) map.get("float64")).doubleValue(),
                  ((List<?>) map.get("values"))
                      .stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray()));
        }
      }
    }
    return found;
  }

  private static Golden golden(String id, String output) throws IOException {
    return goldens(id).stream()
        .filter(golden -> golden.output().equals(output))
        .findFirst()
        .orElseThrow();
  }

  private static void assertGolden(Golden golden, Tensor ours) {
    assertArrayEquals(golden.shape(), ours.shape(), golden.output());
    double tolerance = Math.max(1e-5, 10 * golden.float64()) * golden.max();
    for (int i = 0; i < golden.values().length; i++) {
      float found = ours.values()[i * golden.stride()];
      assertEquals(golden.values()[i], found, tolerance, golden.output() + " " + i);
    }
  }
}
