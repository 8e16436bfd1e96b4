package org.tag2mask.models.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.models.params.TokenRows;

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

  @Test
  void findsATrunkInsideALargerNetwork() {
    Tensor two = new Tensor(new int[] {2}, new float[] {1, 2});
    Tensor three = new Tensor(new int[] {3}, new float[] {1, 2, 3});
    Given source =
        new Given(Map.of("net.trunk.a", two, "b", three, "other.a", three, "net.c", two));
    Loaded loaded = WeightLoader.load(declared, source, 5, OnMismatch.REFUSE);
    assertSame(two, loaded.parameters().get("a"));
    assertSame(three, loaded.parameters().get("b"));
    assertEquals(List.of("cut 'net.trunk.' off the file's names"), loaded.report().notes());
    assertEquals(Set.of("other.a", "net.c"), Set.copyOf(loaded.report().leftOver()));
    assertTrue(loaded.report().complete());
  }

  @Test
  void theBeginningThatFitsMostParametersCounts() {
    List<Parameter> nested =
        List.of(parameter("net.a", 2), parameter("net.b", 3), parameter("net.part.c", 2));
    Tensor two = new Tensor(new int[] {2}, new float[] {1, 2});
    Tensor three = new Tensor(new int[] {3}, new float[] {1, 2, 3});
    Given source = new Given(Map.of("a", two, "b", three, "c", two));
    Loaded loaded = WeightLoader.load(nested, source, 5, OnMismatch.REFUSE);
    assertEquals(List.of("net.a", "net.b"), loaded.report().matched());
    assertEquals("net.part.c", loaded.report().initialised().get(0).name());
    assertEquals(List.of("cut 'net.' off the network's names"), loaded.report().notes());
  }

  /** The rule of MCTformer and SemFormer: each class starts as the pretrained class token. */
  @Test
  void classTokensStartAsCopiesOfThePretrainedOne() {
    Given deit = new Given(pretrained("deit_tiny"));
    float[] token = deit.tensors.get("cls_token").values();
    float[] positions = deit.tensors.get("pos_embed").values();

    Loaded joint = load("deit_tiny+mctformer[variant=v1]", deit);
    assertEquals(3, repeats(token, joint.parameters().get("cls_token").values()));
    float[] rows = joint.parameters().get("pos_embed").values();
    assertEquals(3, repeats(Arrays.copyOf(positions, 192), Arrays.copyOf(rows, 3 * 192)));
    assertArrayEquals(
        Arrays.copyOfRange(positions, 192, 197 * 192),
        Arrays.copyOfRange(rows, 3 * 192, 199 * 192));
    assertEquals(
        List.of(
            "cls_token[1, 3, 192] from cls_token: its first row 3 times",
            "pos_embed[1, 199, 192] from pos_embed: its first row 3 times, its grid as 14x14"),
        joint.report().adapted());

    Loaded split = load("deit_tiny+mctformer[variant=plus]", deit);
    assertEquals(
        3,
        repeats(Arrays.copyOf(positions, 192), split.parameters().get("pos_embed_cls").values()));
    assertArrayEquals(
        Arrays.copyOfRange(positions, 192, 197 * 192),
        split.parameters().get("pos_embed_pat").values());

    Loaded semFormer = load("deit_tiny+semformer[grid=14]", deit);
    assertEquals(4, repeats(token, semFormer.parameters().get("segmentor.cls_token").values()));
    assertEquals(
        List.of("cut 'segmentor.backbone.model.' off the network's names"),
        semFormer.report().notes());
    assertEquals(
        List.of(
            "segmentor.cls_head.bias",
            "segmentor.cls_head.weight",
            "segmentor.seg_head.1.bias",
            "segmentor.seg_head.1.weight"),
        semFormer.report().initialised().stream().map(Parameter::name).sorted().toList());
    assertFalse(semFormer.report().complete());
    assertThrows(ModelException.class, () -> semFormer.report().requireComplete());
  }

  @Test
  void aGridOfPositionsIsResizedAsTorchDoesIt() {
    Tensor constant = new Tensor(new int[] {1, 197, 2}, new float[394]);
    Arrays.fill(constant.values(), 2, 394, 3);
    int[] shape = {1, 28 * 28, 2};
    Tensor flat = new TokenRows("pos_embed", 0, 0, 28).from(constant, shape).orElseThrow();
    for (float value : flat.values()) {
      assertEquals(3, value, 1e-6);
    }
    // one cell of 1 seen from a quarter and three quarters of a cell away
    float[] peak = new float[197];
    peak[1 + 7 * 14 + 7] = 1;
    float[] spread =
        new TokenRows("pos_embed", 0, 0, 28)
            .from(new Tensor(new int[] {1, 197, 1}, peak), new int[] {1, 784, 1})
            .orElseThrow()
            .values();
    assertEquals(0.87890625 * 0.87890625, spread[14 * 28 + 14], 1e-6);
    assertEquals(0.26171875 * 0.87890625, spread[13 * 28 + 14], 1e-6);
    assertTrue(new TokenRows("x", 0, 0, 28).from(constant, new int[] {1, 784, 5}).isEmpty());
  }

  private static Loaded load(String network, TensorSource source) {
    Network net = Networks.build(NetworkSpec.parse(network, "cam", 3));
    return WeightLoader.load(net.graph().parameters(), source, 1, OnMismatch.REFUSE);
  }

  private static Map<String, Tensor> pretrained(String backbone) {
    Network net = Networks.build(NetworkSpec.parse(backbone, "cam", 1));
    Map<String, Tensor> values =
        new LinkedHashMap<>(ParameterSet.initial(net.graph().parameters(), 9).asMap());
    values.remove("classifier.weight");
    return values;
  }

  /** How often one array stands in another, which it fills. */
  private static int repeats(float[] one, float[] all) {
    for (int i = 0; i < all.length; i++) {
      assertEquals(one[i % one.length], all[i]);
    }
    return all.length / one.length;
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
