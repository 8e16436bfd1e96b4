package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.exporter.Publisher.MissingReference;
import org.tag2mask.exporter.check.CheckResult.Outcome;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;

class PublisherTest {
  private static final String TINY = "tiny[width=4]";

  @TempDir Path folder;

  @Test
  void aPublishedFileTellsItsContractToTheRuntime() throws Exception {
    Network network = Models.network(TINY, 2);
    ModelDescription description =
        Models.description(2)
            .with("weights_sha256", "abc")
            .with("seed", "7")
            .withRecipe("{\"a\":1}");
    ExportedModel model =
        OnnxExporter.export(
            network, Models.parameters(network.graph(), 7), description, ExportOptions.plain());
    Path target = folder.resolve("m.onnx");
    ExportReport report =
        Publisher.publish(model, target, Optional.of(new NaiveForward()), MissingReference.REFUSE);
    byte[] written = Files.readAllBytes(target);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(written);
    assertEquals(HexFormat.of().formatHex(digest), report.sha256());
    try (OnnxModel opened = OnnxModel.open(target, ModelOptions.defaults())) {
      ModelContract contract = opened.contract();
      assertEquals(model.contract(), contract);
      assertEquals(ModelRole.CLASSIFIER, contract.role());
      assertEquals(List.of("background", "class1", "class2"), contract.classNames().names());
      assertEquals(8, contract.stride());
      assertEquals(List.of(127.5, 127.5, 127.5), contract.preprocessing().mean());
      assertEquals(TINY, contract.provenance().network());
      assertEquals("abc", contract.provenance().details().get("weights_sha256"));
      assertEquals("{\"a\":1}", contract.recipe().orElseThrow());
    }
    assertEquals(List.of("m.onnx"), names(), "nothing else is left in the folder");
    assertTrue(report.toMap().get("checks").toString().contains("same as the network"));
  }

  @Test
  void theSameExportGivesTheSameBytes() {
    byte[] first = Models.exported(TINY, 2, ExportOptions.plain()).bytes();
    byte[] second = Models.exported(TINY, 2, ExportOptions.plain()).bytes();
    assertArrayEquals(first, second);
  }

  @Test
  void aFileThatDriftsIsNotWritten() throws IOException {
    ExportedModel model = Models.exported(TINY, 2, ExportOptions.plain());
    ReferenceForward other =
        (network, parameters, images) ->
            new NaiveForward().forward(network, changed(parameters), images);
    Path target = Files.writeString(folder.resolve("m.onnx"), "the old file");
    String message =
        assertThrows(
                ExportException.class,
                () -> Publisher.publish(model, target, Optional.of(other), MissingReference.ALLOW))
            .getMessage();
    assertTrue(message.contains("was not written: same as the network failed: "), message);
    assertTrue(message.contains("cam[2,2,13,17] differs by"), message);
    assertEquals("the old file", Files.readString(target));
    assertEquals(List.of("m.onnx"), names());
  }

  /** One convolution weight larger by a twentieth. */
  private static ParameterSet changed(ParameterSet parameters) {
    Map<String, Tensor> values = new LinkedHashMap<>(parameters.asMap());
    Tensor weight = values.get("block2.1.conv.weight");
    float[] other = weight.values().clone();
    other[0] *= 1.05f;
    values.put("block2.1.conv.weight", new Tensor(weight.shape(), other));
    return ParameterSet.of(values);
  }

  @Test
  void withoutAReferenceNothingIsWrittenUnlessAllowed() throws IOException {
    ExportedModel model = Models.exported(TINY, 2, ExportOptions.plain());
    Path target = folder.resolve("m.onnx");
    assertMessage(
        "nothing to compare the exported model with",
        () -> Publisher.publish(model, target, Optional.empty(), MissingReference.REFUSE));
    assertFalse(Files.exists(target));
    ExportReport report =
        Publisher.publish(model, target, Optional.empty(), MissingReference.ALLOW);
    assertTrue(Files.exists(target));
    assertTrue(report.drifts().isEmpty());
  }

  @Test
  void weightsThatAreNoNumbersAreFound() {
    Network network = Models.network(TINY, 2);
    Map<String, Tensor> values = new LinkedHashMap<>(Models.parameters(network.graph(), 1).asMap());
    values.get("classifier.weight").values()[3] = Float.NaN;
    ExportedModel model =
        OnnxExporter.export(
            network, ParameterSet.of(values), Models.description(2), ExportOptions.plain());
    ExportReport report = Publisher.check(model, Optional.of(new NaiveForward()));
    assertFalse(report.passed());
    assertTrue(
        report.text().contains("'classifier.weight' holds infinite values or NaN"), report.text());
    assertTrue(report.drifts().isEmpty(), "an unsound file is not run");
  }

  @Test
  void weightsBeyondFloat16AreRefused() {
    Network network = Models.network(TINY, 2);
    Map<String, Tensor> values = new LinkedHashMap<>(Models.parameters(network.graph(), 1).asMap());
    values.get("classifier.weight").values()[3] = 70_000;
    assertMessage(
        "'classifier.weight' holds 70000.0, beyond the largest float16 value",
        () ->
            OnnxExporter.export(
                network,
                ParameterSet.of(values),
                Models.description(2),
                ExportOptions.plain().float16()));
  }

  @Test
  void classesAndParametersMustFitTheNetwork() {
    Network network = Models.network(TINY, 2);
    ParameterSet parameters = Models.parameters(network.graph(), 1);
    assertMessage(
        "the network has 2 classes, but 3 foreground names were given",
        () ->
            OnnxExporter.export(network, parameters, Models.description(3), ExportOptions.plain()));
    assertMessage(
        "a classifier needs class names",
        () ->
            OnnxExporter.export(
                network, parameters, ModelDescription.of("cam"), ExportOptions.plain()));
    Network larger = Models.network(TINY, 3);
    ModelException e =
        assertThrows(
            ModelException.class,
            () ->
                OnnxExporter.export(
                    larger, parameters, Models.description(3), ExportOptions.plain()));
    assertTrue(
        e.getMessage().contains("'classifier.weight' has shape [2, 16, 1, 1]"), e.getMessage());
  }

  @Test
  void scalesAreForClassifiersOnly() {
    Network network = Models.around(4, (g, x) -> g.relu(x));
    assertMessage(
        "are for classifiers with the outputs cam and score",
        () ->
            Models.exported(
                network,
                options ->
                    options.withScales(
                        List.of(1.0, 2.0),
                        org.tag2mask.runtime.contract.ScalesInside.FlipMerge.SUM)));
  }

  @Test
  void aFolderThatCannotBeWrittenIsAnError() {
    ExportedModel model = Models.exported(TINY, 2, ExportOptions.plain());
    Path target = folder.resolve("none").resolve("m.onnx");
    String message =
        assertThrows(
                IOException.class,
                () -> Publisher.publish(model, target, Optional.empty(), MissingReference.ALLOW))
            .getMessage();
    assertTrue(message.contains("its folder does not exist"), message);
  }

  @Test
  void mapsThatDoNotFollowTheStrideAreRemarkedOn() {
    ExportReport report =
        Publisher.check(
            Models.exported("squeezenet1_0", 2, ExportOptions.plain()), Optional.empty());
    assertEquals(Outcome.PASSED, report.checks().get(2).outcome());
    assertTrue(report.text().contains("cells where the stride says 9x7"), report.text());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static void assertMessage(String part, org.junit.jupiter.api.function.Executable code) {
    String message = assertThrows(Tag2MaskException.class, code).getMessage();
    assertTrue(message.contains(part), message);
  }
}
