package org.tag2mask.models.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

class WeightLoaderTest {
  @TempDir Path folder;

  private final List<Parameter> declared = List.of(parameter("a", 2), parameter("b", 3));

  @Test
  void takesMatchesAndInitialisesTheRest() {
    Tensor a = new Tensor(new int[] {2}, new float[] {1, 2});
    GivenArrays source = new GivenArrays(Map.of("a", a, "extra", a));
    Loaded loaded = WeightLoader.load(declared, source, 5, OnMismatch.REFUSE);
    assertSame(a, loaded.parameters().get("a"));
    assertEquals(Initializer.KAIMING.draw("b", new int[] {3}, 5), loaded.parameters().get("b"));
    assertEquals(List.of("a", "b"), List.copyOf(loaded.parameters().names()));
    assertEquals(List.of("a"), loaded.report().matched());
    assertEquals(List.of("extra"), loaded.report().leftOver());
    assertFalse(loaded.report().complete());
    assertEquals(Set.of("a"), source.read(), "what does not match is never read");
    assertEquals(
        "given: 1 matched, 0 interpolated, 1 initialised, 0 of another shape, 1 left over\n"
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
    GivenArrays source = new GivenArrays(Map.of("a", two, "b", two));
    String message =
        assertThrows(
                ModelException.class,
                () -> WeightLoader.load(declared, source, 5, OnMismatch.REFUSE))
            .getMessage();
    assertEquals(
        "given does not fit the network: 'b' has shape [2], the network needs [3]; take the weights"
            + " of this network, or train with --ignore-mismatched, which initialises these"
            + " parameters anew",
        message);
    assertEquals(Set.of(), source.read(), "nothing is read of a file that is refused");
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
                        declared, new GivenArrays(Map.of("other", a)), 5, OnMismatch.INITIALISE))
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
  void anOpenFileIsReadArrayByArrayAndNeverBefore() throws IOException {
    Path file = folder.resolve("w.safetensors");
    Tensor a = new Tensor(new int[] {2}, new float[] {1, 2});
    try (OutputStream out = Files.newOutputStream(file)) {
      SafetensorsWriter.float32().write(Map.of("a", a), Map.of(), out);
    }
    ParameterSet late;
    try (WeightLoader.Opened opened = WeightLoader.open(declared, file, 5, OnMismatch.REFUSE)) {
      assertEquals(a, opened.parameters().get("a"));
      assertNotSame(opened.parameters().get("a"), opened.parameters().get("a"), "kept nowhere");
      assertArrayEquals(new int[] {3}, opened.parameters().shape("b"));
      late = opened.parameters();
    }
    assertTrue(
        assertThrows(ModelException.class, () -> late.get("a"))
            .getMessage()
            .contains("was closed"));
    assertEquals(a, WeightLoader.load(declared, file, 5, OnMismatch.REFUSE).parameters().get("a"));
  }

  @Test
  void theReportCarriesTheHashOfTheFile() throws Exception {
    Path file = Files.write(folder.resolve("w"), RawSafetensors.sound());
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(RawSafetensors.sound());
    LoadReport report = WeightLoader.match(List.of(parameter("a", 2)), file);
    assertEquals(HexFormat.of().formatHex(hash), report.sha256().orElseThrow());
    assertEquals(HexFormat.of().formatHex(hash), report.toMap().get("sha256"));
    assertEquals(file.toString(), report.toMap().get("file"));
    assertEquals(List.of("b"), report.toMap().get("left_over"));
  }

  @Test
  void withoutAFileEverythingIsReportedAsInitialised() {
    Loaded loaded = Loaded.initial(declared, 5);
    assertEquals(List.of("a", "b"), loaded.report().toMap().get("initialised"));
    assertEquals("none", loaded.report().toMap().get("file"));
    assertEquals(Initializer.KAIMING.draw("a", new int[] {2}, 5), loaded.parameters().get("a"));
  }

  @Test
  void theFirstEightShapesThatDifferAreNamed() {
    Map<String, Tensor> wrong = new LinkedHashMap<>();
    List<Parameter> many = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      many.add(parameter("p" + i, 3));
      wrong.put("p" + i, new Tensor(new int[] {1}, new float[1]));
    }
    String message =
        assertThrows(
                ModelException.class,
                () -> WeightLoader.load(many, new GivenArrays(wrong), 0, OnMismatch.REFUSE))
            .getMessage();
    assertTrue(message.contains("'p7' has shape [1], the network needs [3]; and 2 more"), message);
  }

  private static Parameter parameter(String name, int size) {
    return new Parameter(name, new int[] {size}, Kind.WEIGHT, Origin.BACKBONE, Initializer.KAIMING);
  }
}
