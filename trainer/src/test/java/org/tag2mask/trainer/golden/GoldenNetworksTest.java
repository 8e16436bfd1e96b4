package org.tag2mask.trainer.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.trainer.DjlReference;

/**
 * Our graphs in the training engine and, exported, in ONNX Runtime, against outputs of the public
 * code, on weights computed from the parameters' names. See {@code trainer/golden/README.md}.
 */
class GoldenNetworksTest {
  @Test
  void theFormulaIsTheOneOfTheGoldenRuns() {
    float[] stem = FormulaWeights.tensor("conv1.weight", new int[] {64, 3, 7, 7}, 3).values();
    assertArrayEquals(
        new float[] {0.13364847f, 0.100245573f, -0.0426447056f, 0.0552042201f},
        Arrays.copyOf(stem, 4));
    float[] variance = FormulaWeights.tensor("bn1.running_var", new int[] {64}, 3).values();
    assertArrayEquals(
        new float[] {1.02363241f, 1.04148126f, 1.09143984f, 0.922498107f},
        Arrays.copyOf(variance, 4));
  }

  static Stream<GoldenCase> networks() {
    return GoldenFiles.networks();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void networksGiveTheOutputsOfThePublicCode(GoldenCase golden) throws OrtException {
    compare(golden);
  }

  /**
   * SemFormer's class embeddings against the semantics of its auto-encoder: the cosines that
   * training compares with the tags.
   */
  @Test
  void classEmbeddingsMeetTheSemanticsOfTheAutoEncoder() throws OrtException {
    GoldenCase golden = GoldenFiles.named("methods/semformer_loss");
    GoldenOutput expected = golden.output("seg_sim").orElseThrow();
    Network network =
        Networks.build(NetworkSpec.parse("deit_small+semformer[class_dim=64]", "cam", 20))
            .publishing(List.of("class_embedding"));
    ParameterSet parameters =
        FormulaWeights.fill(network.graph().parameters(), UnaryOperator.identity(), 3);
    float[] semantics = FormulaWeights.tensor("crs.0.weight", new int[] {21, 64}, 3).values();
    Tensor images = golden.input("images");
    Tensor djl = new DjlReference().forward(network, parameters, images).get("class_embedding");
    assertEquals(Optional.empty(), expected.difference(cosines(djl, semantics)));
    try (OnnxForward onnx = new OnnxForward(network, parameters)) {
      Tensor file = onnx.run(images).get("class_embedding");
      assertEquals(Optional.empty(), expected.difference(cosines(file, semantics)));
    }
  }

  /** Of each class's embedding {@code [N,C,E]} with the positive part of its row {@code [C,E]}. */
  private static Tensor cosines(Tensor embedding, float[] rows) {
    int size = embedding.shape()[2];
    float[] cosines = new float[embedding.values().length / size];
    for (int i = 0; i < cosines.length; i++) {
      double product = 0;
      double own = 0;
      double other = 0;
      for (int d = 0; d < size; d++) {
        double a = embedding.values()[i * size + d];
        double b = Math.max(0, rows[(i * size + d) % rows.length]);
        product += a * b;
        own += a * a;
        other += b * b;
      }
      cosines[i] = (float) (product / Math.sqrt(own * other));
    }
    return new Tensor(new int[] {embedding.shape()[0], embedding.shape()[1]}, cosines);
  }

  /** Every output of the run, in both lowerings. */
  private static void compare(GoldenCase golden) throws OrtException {
    PublicNetwork ours = PublicNetworks.of(golden).orElseThrow();
    requireOfficialParameters(golden, ours);
    ParameterSet parameters =
        FormulaWeights.fill(
            ours.network().graph().parameters(), ours.officialName(), golden.gain());
    DjlReference djl = new DjlReference();
    List<String> wrong = new ArrayList<>();
    wrong.addAll(differences(golden, ours, x -> djl.forward(ours.network(), parameters, x), "DJL"));
    try (OnnxForward onnx = new OnnxForward(ours.network(), parameters)) {
      wrong.addAll(differences(golden, ours, onnx::run, "ONNX Runtime"));
    }
    assertEquals("", String.join("\n", wrong));
  }

  /** Names and shapes, where the list is at hand. What the public code never reads we leave out. */
  private static void requireOfficialParameters(GoldenCase golden, PublicNetwork ours) {
    Set<String> unknown = new TreeSet<>();
    for (Parameter p : ours.network().graph().parameters()) {
      unknown.add(ours.officialName().apply(p.name()) + Arrays.toString(p.shape()));
    }
    GoldenFiles.parameters(golden.parameters()).ifPresent(unknown::removeAll);
    if (GoldenFiles.complete()) {
      assertEquals(Set.of(), unknown, golden + ": parameters that the public code does not have");
    }
  }

  private static List<String> differences(
      GoldenCase golden,
      PublicNetwork ours,
      Function<Tensor, Map<String, Tensor>> forward,
      String lowering) {
    Map<String, Tensor> outputs = ours.run().outputs(forward, golden.image());
    assertTrue(!golden.outputs().isEmpty(), golden + " has outputs");
    List<String> wrong = new ArrayList<>();
    for (GoldenOutput output : golden.outputs()) {
      Tensor found = outputs.get(output.name());
      Optional<String> difference =
          found == null ? Optional.of("nothing of ours is this") : output.difference(found);
      difference.ifPresent(
          text -> wrong.add(lowering + " " + golden + " " + output.name() + ": " + text));
    }
    return wrong;
  }
}
