package org.tag2mask.models.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamingTest {
  private static final Set<String> NETWORK =
      names("conv1.weight", "layer1.0.conv1.weight", "layer1.0.bn1.bias", "head.weight");

  @Test
  void namesThatAreTheNetworksStay() {
    Set<String> file = names("conv1.weight", "layer1.0.conv1.weight", "fc.weight");
    Naming naming = Naming.of(file, NETWORK);
    assertEquals("fc.weight", naming.stored().get("fc.weight"));
    assertEquals(List.copyOf(file), List.copyOf(naming.stored().keySet()));
    assertEquals(List.of(), naming.notes());
  }

  @Test
  void aPrefixBeforeTheNetworkIsCutOffAndTheRestStays() {
    Naming naming =
        Naming.of(
            names(
                "criterion.weight",
                "model.conv1.weight",
                "model.layer1.0.conv1.weight",
                "model.layer1.0.bn1.bias"),
            NETWORK);
    assertEquals("model.conv1.weight", naming.stored().get("conv1.weight"));
    assertEquals("model.layer1.0.bn1.bias", naming.stored().get("layer1.0.bn1.bias"));
    assertEquals("criterion.weight", naming.stored().get("criterion.weight"));
    assertEquals(List.of("cut the prefix 'model.' off the network's names"), naming.notes());
  }

  @Test
  void ofTwoCopiesTheTrainedNetworkIsTakenAndTheOtherNamed() {
    Naming naming =
        Naming.of(
            names(
                "model_ema.conv1.weight",
                "model_ema.layer1.0.conv1.weight",
                "model.conv1.weight",
                "model.layer1.0.conv1.weight"),
            NETWORK);
    assertEquals("model.conv1.weight", naming.stored().get("conv1.weight"));
    assertEquals(
        "the network is also under 'model_ema.', which was not taken", naming.notes().get(1));
  }

  @Test
  void aPrefixThatOnlyTheNetworkHasIsPutBeforeTheFilesNames() {
    Set<String> inside = names("seg.backbone.a.weight", "seg.backbone.b.weight", "seg.head.weight");
    Naming naming = Naming.of(names("a.weight", "b.weight", "fc.weight"), inside);
    assertEquals(
        Map.of(
            "seg.backbone.a.weight", "a.weight",
            "seg.backbone.b.weight", "b.weight",
            "fc.weight", "fc.weight"),
        naming.stored());
    assertEquals(List.of("put 'seg.backbone.' before the file's names"), naming.notes());
  }

  @Test
  void aFewNamesThatEndAlikeMakeNoPrefix() {
    Set<String> file = names("layer4.0.conv1.weight", "layer4.0.other", "stem.weight");
    Naming naming = Naming.of(file, NETWORK);
    assertEquals(List.copyOf(file), List.copyOf(naming.stored().keySet()));
    assertEquals(List.of(), naming.notes());
  }

  private static Set<String> names(String... names) {
    return new LinkedHashSet<>(List.of(names));
  }
}
