package org.tag2mask.models.file.mxnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.GivenArrays;
import org.tag2mask.models.file.LoadReport;
import org.tag2mask.models.file.Naming;
import org.tag2mask.models.file.TensorSource;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.Parameter.Origin;
import org.tag2mask.models.params.Tensor;

class ResNet38NamesTest {

  @Test
  void renamesConvolutionsNormsAndBlocks() {
    assertEquals("b4.conv_branch2a.weight", map("res4a_branch2a_weight"));
    assertEquals("b4_3.bn_branch2b1.weight", map("bn4b3_branch2b1_gamma"));
    assertEquals("b4_3.bn_branch2b1.bias", map("bn4b3_branch2b1_beta"));
    assertEquals("b4_3.bn_branch2b1.running_mean", map("bn4b3_branch2b1_moving_mean"));
    assertEquals("b4_3.bn_branch2b1.running_var", map("bn4b3_branch2b1_moving_var"));
    assertEquals("b7.bn_branch2b2.bias", map("bn7a_branch2b2_beta"));
    assertEquals("conv1a.weight", map("conv1a_weight"));
    assertEquals("bn7.running_var", map("bn7_moving_var"));
    assertEquals(Optional.empty(), ResNet38Names.map("linear1000_weight"));
    assertEquals("res4a_branch2a_alpha", map("res4a_branch2a_alpha"));
    assertEquals("res9a_branch2a_weight", map("res9a_branch2a_weight"));
  }

  /** The published names, spelled out from the blocks of the paper: 3, 3, 6, 3, 1 and 1. */
  @Test
  void yieldsExactlyTheParametersOfTheBackbone() {
    Set<String> mapped = new TreeSet<>();
    for (String name : published()) {
      assertTrue(mapped.add(map(name)), "twice: " + name);
    }
    Set<String> needed = new TreeSet<>();
    for (Parameter p :
        Networks.build(NetworkSpec.parse("resnet38", "cam", 20)).graph().parameters()) {
      if (p.origin() == Origin.BACKBONE) {
        needed.add(p.name());
      }
    }
    assertEquals(needed, mapped);
  }

  private static List<String> published() {
    List<String> names = new ArrayList<>(List.of("conv1a_weight"));
    norm(names, "bn7");
    int[] blocks = {3, 3, 6, 3, 1, 1};
    for (int stage = 2; stage <= 7; stage++) {
      for (int block = 0; block < blocks[stage - 2]; block++) {
        String unit = stage + (block == 0 ? "a" : "b" + block);
        List<String> branches =
            new ArrayList<>(stage < 6 ? List.of("2a", "2b1") : List.of("2a", "2b1", "2b2"));
        for (String branch : branches) {
          names.add("res" + unit + "_branch" + branch + "_weight");
          norm(names, "bn" + unit + "_branch" + branch);
        }
        if (block == 0) {
          names.add("res" + unit + "_branch1_weight");
        }
      }
    }
    return names;
  }

  private static void norm(List<String> names, String layer) {
    for (String kind : List.of("gamma", "beta", "moving_mean", "moving_var")) {
      names.add(layer + "_" + kind);
    }
  }

  @Test
  void readsAFileUnderTheNewNames() {
    try (MxnetFile file = MxnetFile.open(MxnetFileTest.golden("resnet38_names.params"))) {
      Naming naming = Naming.of(file.names());
      assertEquals(
          List.of(
              "conv1a.weight",
              "b4.conv_branch2a.weight",
              "b4_3.bn_branch2b1.weight",
              "b4_3.bn_branch2b1.bias",
              "b4_3.bn_branch2b1.running_mean",
              "b4_3.bn_branch2b1.running_var",
              "bn7.running_var",
              "something_else"),
          List.copyOf(naming.stored().keySet()));
      assertEquals(List.of("linear1000_weight", "linear1000_bias"), naming.dropped());
      assertEquals(
          List.of(
              "renamed from the published ResNet-38 (MXNet) to the names of resnet38; its ImageNet"
                  + " classifier is left out"),
          naming.notes());
      TensorSource renamed = naming.applied(file);
      assertEquals(
          new Tensor(new int[] {1}, new float[] {6}),
          renamed.read("b4_3.bn_branch2b1.running_var"));
      assertEquals(1, renamed.shape("bn7.running_var")[0]);
      assertEquals(file.origin(), renamed.origin());
      String message =
          assertThrows(ModelException.class, () -> renamed.read("linear1000_weight")).getMessage();
      assertTrue(message.contains("no array 'linear1000_weight'"), message);
    }
  }

  @Test
  void theNetworkIsFilledFromThePublishedNames() {
    // the first block only, so that no gigabyte of values is made up
    List<Parameter> declared =
        Networks.build(NetworkSpec.parse("resnet38", "cam", 20)).graph().parameters().stream()
            .filter(p -> p.name().startsWith("conv1a.") || p.name().startsWith("b2."))
            .toList();
    Map<String, int[]> shapes = new LinkedHashMap<>();
    declared.forEach(p -> shapes.put(p.name(), p.shape()));
    Map<String, Tensor> file = new LinkedHashMap<>();
    for (String name : published()) {
      int[] shape = shapes.get(map(name));
      if (shape != null) {
        file.put(name, new Tensor(shape, new float[(int) Tensor.elements(shape)]));
      }
    }
    file.put("linear1000_weight", new Tensor(new int[] {1}, new float[1]));
    LoadReport report =
        WeightLoader.load(declared, new GivenArrays(file), 1, WeightLoader.OnMismatch.REFUSE)
            .report();
    assertEquals(12, report.matched().size());
    assertTrue(report.complete());
    assertEquals("conv1a_weight", report.renamed().get("conv1a.weight"));
    assertEquals(List.of("linear1000_weight"), report.leftOver());
    assertTrue(report.text().contains("renamed from the published ResNet-38"), report.text());
  }

  private static String map(String name) {
    return ResNet38Names.map(name).orElseThrow();
  }
}
