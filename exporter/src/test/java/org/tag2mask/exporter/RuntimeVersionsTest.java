package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.exporter.ExportOptions.MapSize;
import org.tag2mask.exporter.check.CheckResult;
import org.tag2mask.exporter.check.CheckResult.Outcome;
import org.tag2mask.exporter.check.OfficialCheck;
import org.tag2mask.models.backbone.Backbones;
import org.tag2mask.models.head.Heads;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;

/**
 * Every trunk and every head, exported: hosts with ONNX Runtime 1.17.3 get the same from the file
 * as those with the version of the project, and Python's checker accepts it where there is one.
 */
class RuntimeVersionsTest {
  private static final String OLD_VERSION = "1.17.3";
  private static final double TOLERANCE = 1e-4;
  private static final int CLASSES = 8;

  private static final List<String> NETWORKS =
      List.of(
          "tiny[width=8]+cam",
          "tiny[width=8]+decoupled",
          "tiny[width=8]+vwe",
          "tiny[width=8]+seam",
          "tiny[width=8]+aspp",
          "mobilenet_v2[output_stride=16]+cam",
          "mobilenet_v2[output_stride=16,batch_norm=yes,norm=trained]+cam",
          "mobilenet_v2[feature=56,group_norm=yes]+affinity",
          "resnet18+cam",
          "resnet50[output_stride=16,dilated=no]+cam",
          "resnet50[output_stride=16,dilated=no]+irn",
          "resnet50[output_stride=16]+deeplab_v3",
          "resnet101[output_stride=8]+cam",
          "resnet101_caffe+deeplab_v2",
          "resnet38+affinity",
          "vgg16+cam",
          "vgg16[variant=d1]+mcis",
          "vgg16[variant=s8]+largefov",
          "vgg16[variant=cian]+cian",
          "vgg16_largefov[layer=fc8,root=yes]+cam",
          "vgg16_largefov[group_norm=yes]+affinity",
          "squeezenet1_0[pad=3]+cam",
          "deit_micro+tscam",
          "deit_tiny+tscam",
          "deit_tiny+mctformer[variant=v1]",
          "deit_tiny+mctformer",
          "deit_tiny+mctformer[variant=plus]",
          "deit_tiny+semformer",
          "deit_small[distilled=yes]+cam",
          "deit_base+cam");

  @TempDir static Path folder;

  private static LineProcess old;
  private static Optional<PythonChecker> python = Optional.empty();

  /**
   * The class path stays short: this version too would have to search it, see the architecture's
   * notes on hosts.
   */
  @BeforeAll
  static void startTheOldVersion() throws IOException {
    Path jar = Path.of("target/onnxruntime-old/onnxruntime-" + OLD_VERSION + ".jar");
    assertTrue(
        Files.exists(jar), jar.toAbsolutePath() + " is missing; Maven's build puts it there");
    Path classes =
        Path.of(ModelRun.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    old =
        LineProcess.start(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                ModelRun.class.getName()),
            Map.of("CLASSPATH", classes + java.io.File.pathSeparator + jar),
            folder.resolve("old-errors"));
    assertEquals(OLD_VERSION, old.next());
  }

  @BeforeAll
  static void startPython(TestReporter reporter) throws IOException {
    python = PythonChecker.start(folder);
    if (python.isEmpty()) {
      reporter.publishEntry("not checked in Python: " + PythonChecker.MISSING);
    }
  }

  @AfterAll
  static void stopBoth() throws IOException {
    if (old != null) {
      old.close();
    }
    if (python.isPresent()) {
      python.get().close();
    }
  }

  static Stream<String> networks() {
    return NETWORKS.stream();
  }

  @Test
  void everyTrunkAndEveryHeadIsAmongTheNetworks() {
    List<NetworkSpec> specs = networks().map(RuntimeVersionsTest::spec).toList();
    assertEquals(
        new TreeSet<>(Backbones.names()),
        specs.stream().map(NetworkSpec::backbone).collect(Collectors.toCollection(TreeSet::new)));
    assertEquals(
        new TreeSet<>(Heads.names()),
        specs.stream().map(NetworkSpec::head).collect(Collectors.toCollection(TreeSet::new)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void bothVersionsSayTheSame(String text) throws Exception {
    compare(Networks.build(spec(text)), ExportOptions.plain());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny[width=8]+mcis", "vgg16[variant=d1]+mcis"})
  void bothVersionsSayTheSameAboutPairs(String text) throws Exception {
    compare(Networks.forPairs(Networks.build(spec(text))), ExportOptions.plain());
  }

  @Test
  void bothVersionsSayTheSameAboutEveryFormOfFile() throws Exception {
    ExportOptions plain = ExportOptions.plain();
    compare(
        Networks.build(spec("tiny[width=8]+cam")),
        plain.withScales(List.of(0.5, 1.0), FlipMerge.SUM));
    compare(Networks.build(spec("tiny[width=8]+aspp")), plain.withMaps(MapSize.PIXELS));
  }

  private static NetworkSpec spec(String text) {
    return NetworkSpec.parse(text, "none", CLASSES);
  }

  private void compare(Network network, ExportOptions options) throws IOException, OrtException {
    ModelDescription description =
        ModelRole.valueOf(network.role().name()).hasClasses()
            ? Models.description(CLASSES)
            : ModelDescription.of("test");
    ExportedModel model =
        OnnxExporter.export(network, NoiseWeights.of(network.graph()), description, options);
    Path file = folder.resolve("model.onnx");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        model.writeTo(out);
      }
      requireValid(model, file);
      Map<String, ModelRun.Output> ours = ModelRun.of(file);
      assertEquals(Set.copyOf(model.network().published()), ours.keySet());
      assertEquals("ok", old.ask(file.toString()), "ONNX Runtime " + OLD_VERSION);
      Map<String, ModelRun.Output> theirs = ModelRun.read(ModelRun.outputs(file));
      assertEquals(ours.keySet(), theirs.keySet());
      ours.forEach((name, output) -> requireSame(name, output, theirs.get(name)));
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(ModelRun.outputs(file));
    }
  }

  private static void requireValid(ExportedModel model, Path file) throws IOException {
    CheckResult official = OfficialCheck.of(file);
    assertTrue(official.outcome() != Outcome.FAILED, official.toString());
    if (python.isPresent() && (python.get().knowsOpset18() || !needsOpset18(model))) {
      String outputs =
          model.network().published().stream().collect(Collectors.joining("', '", "['", "']"));
      assertEquals("tag2mask " + outputs, python.get().check(file));
    }
  }

  /** Reductions whose axes are an input, and resizing that shrinks without aliasing. */
  private static boolean needsOpset18(ExportedModel model) {
    return model.graph().outline().getNodeList().stream()
        .anyMatch(
            node ->
                node.getOpType().matches("Reduce(?!Sum).*") && node.getInputCount() == 2
                    || node.getAttributeList().stream()
                        .anyMatch(attribute -> attribute.getName().equals("antialias")));
  }

  private static void requireSame(String name, ModelRun.Output ours, ModelRun.Output theirs) {
    assertArrayEquals(ours.shape(), theirs.shape(), name);
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < ours.values().length; i++) {
      largest = Math.max(largest, Math.abs(ours.values()[i]));
      double d = Math.abs((double) ours.values()[i] - theirs.values()[i]);
      // written so that NaN counts
      difference = d <= difference ? difference : d;
    }
    assertTrue(largest > 1e-3 && Double.isFinite(largest), name + " says something: " + largest);
    assertTrue(
        difference <= TOLERANCE * largest, name + ": " + difference + " of at most " + largest);
  }
}
