package org.tag2mask.models.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.WeightLoader.Loaded;
import org.tag2mask.models.file.WeightLoader.OnMismatch;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.Parameter.Kind;
import org.tag2mask.models.params.Parameter.Origin;
import org.tag2mask.models.params.Tensor;

class WeightLoaderTest {
  private final List<Parameter> declared = List.of(parameter("a", 2), parameter("b", 3));

  @Test
  void takesMatchesAndInitialisesTheRest() {
    Tensor a = new Tensor(new int[] {2}, new float[] {1, 2});
    Given source = new Given(Map.of("a", a, "extra", a));
    Loaded loaded = WeightLoader.load(declared, source, 5, OnMismatch.REFUSE);
    assertSame(a, loaded.parameters().get("a"));
    assertEquals(Initializer.KAIMING.draw("b", new int[] {3}, 5), loaded.parameters().get("b"));
    assertEquals(List.of("a", "b"), List.copyOf(loaded.parameters().names()));
    assertEquals(List.of("a"), loaded.report().matched());
    assertEquals(List.of("extra"), loaded.report().leftOver());
    assertFalse(loaded.report().complete());
    assertEquals(Set.of("a"), source.read, "what does not match is never read");
    assertEquals(
        "given: 1 matched, 1 initialised, 0 of another shape, 1 left over\n"
            + "  initialised: b[3]\n"
            + "  left over: extra",
        loaded.report().text());
    assertEquals(List.of("b"), loaded.report().toMap().get("initialised"));
    String message =
        assertThrows(ModelException.class, () -> loaded.report().requireComplete()).getMessage();
    assertEquals("given lacks 1 of the network's parameters: b[3]", message);
  }

  @Test
  void anotherShapeIsAnErrorUnlessIgnored() {
    Tensor two = new Tensor(new int[] {2}, new float[] {1, 2});
    Given source = new Given(Map.of("a", two, "b", two));
    String message =
        assertThrows(
                ModelException.class,
                () -> WeightLoader.load(declared, source, 5, OnMismatch.REFUSE))
            .getMessage();
    assertTrue(message.contains("'b' has shape [2], the network needs [3]"), message);
    Loaded loaded = WeightLoader.load(declared, source, 5, OnMismatch.INITIALISE);
    assertEquals(Initializer.KAIMING.draw("b", new int[] {3}, 5), loaded.parameters().get("b"));
    assertEquals("b", loaded.report().mismatched().get(0).name());
  }

  @Test
  void aFileOfAnotherNetworkIsRefused() {
    Tensor a = new Tensor(new int[] {2}, new float[] {1, 2});
    String message =
        assertThrows(
                ModelException.class,
                () ->
                    WeightLoader.load(
                        declared, new Given(Map.of("other", a)), 5, OnMismatch.INITIALISE))
            .getMessage();
    assertTrue(message.contains("it has other, the network needs a, b;"), message);
  }

  @Test
  void imageNetWeightsFillMobileNet() {
    Path weights = Path.of("../../shared/weights/mobilenet_v2_imagenet.safetensors");
    Assumptions.assumeTrue(Files.exists(weights), "no shared weights beside the project");
    Network net = Networks.build(NetworkSpec.parse("mobilenet_v2", "cam", 10));
    Loaded loaded = WeightLoader.load(net.graph().parameters(), weights, 1, OnMismatch.REFUSE);
    assertEquals(104, loaded.report().matched().size());
    assertEquals("classifier.weight", loaded.report().initialised().get(0).name());
    assertEquals(List.of("classifier.1.weight", "classifier.1.bias"), loaded.report().leftOver());
    loaded.parameters().requireAll(net.graph().parameters());
  }

  private static Parameter parameter(String name, int size) {
    return new Parameter(name, new int[] {size}, Kind.WEIGHT, Origin.BACKBONE, Initializer.KAIMING);
  }

  /** Tensors in memory that remember which were read. */
  private static final class Given implements TensorSource {
    private final Map<String, Tensor> tensors;
    private final Set<String> read = new java.util.TreeSet<>();

    Given(Map<String, Tensor> tensors) {
      this.tensors = new LinkedHashMap<>(tensors);
    }

    @Override
    public String origin() {
      return "given";
    }

    @Override
    public Set<String> names() {
      return tensors.keySet();
    }

    @Override
    public int[] shape(String name) {
      return tensors.get(name).shape();
    }

    @Override
    public Tensor read(String name) {
      read.add(name);
      return tensors.get(name);
    }
  }
}
