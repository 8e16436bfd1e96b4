package org.tag2mask.models.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.graph.Dim;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.Parameter;

class AffinityHeadsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tiny|8",
        "mobilenet_v2|32",
        "mobilenet_v2[output_stride=16]|16",
        "mobilenet_v2[output_stride=8]|8",
        "resnet18|32",
        "resnet50[output_stride=16,dilated=no]|16",
        "resnet38|8",
        "vgg16|16",
        "vgg16[variant=d1]|8",
        "vgg16_largefov[fc6_dilation=4,pool5=no]|8"
      })
  void mapsAreOnAnEighthAndAQuarterGridOverEveryTrunk(String text, int multiple) {
    Network affinity = build(text, "affinity");
    assertEquals(8, affinity.stride());
    assertEquals(multiple, affinity.multiple());
    assertSize(affinity, "feature", 448, 8);
    assertEquals(List.of("feature"), affinity.published());

    Network boundary = build(text, "irn");
    assertEquals(4, boundary.stride());
    assertEquals(multiple, boundary.multiple());
    assertSize(boundary, "edge", 1, 4);
    assertSize(boundary, "displacement", 2, 4);
    assertEquals(List.of("edge", "displacement"), boundary.published());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "mobilenet_v2[output_stride=16]", "resnet38"})
  void theTrunkHasTheNamesOfTheClassifier(String text) {
    Set<String> classifier = names(build(text, "cam"));
    for (String head : List.of("affinity", "irn")) {
      for (Parameter p : build(text, head).graph().parameters()) {
        assertEquals(
            p.origin() == Parameter.Origin.BACKBONE, classifier.contains(p.name()), p.name());
      }
    }
  }

  @Test
  void layersOfTheTrunkThatNoStageNeedsAreLeftOut() {
    assertTrue(names(build("mobilenet_v2", "cam")).contains("features.18.0.weight"));
    assertFalse(names(build("mobilenet_v2", "irn")).contains("features.18.0.weight"));
  }

  @Test
  void theEdgeBranchStandsAloneWhereNoDisplacementIsWanted() {
    Network network = build("tiny[displacement=no]", "irn");
    assertEquals(List.of("edge"), network.published());
    assertEquals(Set.of("edge"), network.graph().outputs().keySet());
    assertTrue(names(network).stream().noneMatch(name -> name.startsWith("fc_dp")));
    assertFalse(names(network).contains(IrnHead.MEAN_SHIFT));
  }

  @Test
  void featuresAreDividedOneToTwoToFour() {
    Network network = build("vgg16_largefov[feature=112,group_norm=yes]", "affinity");
    assertArrayEquals(new int[] {16, 512, 1, 1}, shape(network, "f8_3.weight"));
    assertArrayEquals(new int[] {32, 512, 1, 1}, shape(network, "f8_4.weight"));
    assertArrayEquals(new int[] {64, 1024, 1, 1}, shape(network, "f8_5.weight"));
    assertArrayEquals(new int[] {112, 112, 1, 1}, shape(network, "f9.weight"));
    assertArrayEquals(new int[] {64}, shape(network, "gn8_5.weight"));
    assertFalse(names(network).contains("f9.bias"));
  }

  @Test
  void refusesTrunksWithoutAPyramidAndOddFeatures() {
    assertMessage("deit_small", "affinity", "looks at five stages of its trunk, which deit_small");
    assertMessage("mobilenet_v2[last=6]", "irn", "mobilenet_v2[last=6] does not have");
    assertMessage("tiny[feature=100]", "affinity", "feature must be a multiple of 7, not 100");
    assertMessage(
        "tiny[feature=49,group_norm=yes]", "affinity", "feature must be a multiple of 56, not 49");
    assertMessage("tiny[neck=3]", "irn", "no option 'neck'");
  }

  private static void assertSize(Network network, String output, int channels, int stride) {
    int side = 3 * network.multiple();
    long[] size = network.graph().output(output).shape().at(Dim.symbols(2, side, 2L * side));
    long[] expected = {2, channels, side / stride, 2L * side / stride};
    assertArrayEquals(expected, size, network.spec().text() + " " + output);
  }

  private static void assertMessage(String text, String head, String part) {
    ModelException e = assertThrows(ModelException.class, () -> build(text, head));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  private static int[] shape(Network network, String parameter) {
    return network.graph().parameter(parameter).shape();
  }

  private static Set<String> names(Network network) {
    return network.graph().parameters().stream().map(Parameter::name).collect(Collectors.toSet());
  }

  private static Network build(String text, String head) {
    return Networks.build(NetworkSpec.parse(text, head, 20));
  }
}
