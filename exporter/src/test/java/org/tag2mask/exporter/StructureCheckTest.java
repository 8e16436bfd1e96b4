package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.exporter.check.CheckResult;
import org.tag2mask.exporter.check.CheckResult.Outcome;
import org.tag2mask.exporter.check.OfficialCheck;
import org.tag2mask.exporter.check.StructureCheck;

class StructureCheckTest {
  @TempDir Path folder;

  private final ModelProto sound = Models.proto("tiny[width=4]", 2);

  @Test
  void whatWeWriteIsSound() throws IOException {
    assertEquals(Outcome.PASSED, StructureCheck.of(file(sound.toByteArray())).outcome());
  }

  @Test
  void findsEveryKindOfDamage() throws IOException {
    graph("two nodes are named", g -> node(g, 3).setName(g.getNode(2).getName()));
    graph("two values are named", g -> node(g, 3).setOutput(0, g.getNode(2).getOutput(0)));
    graph("reads 'nowhere' before it is defined", g -> node(g, 3).setInput(0, "nowhere"));
    graph("before it is defined", g -> swap(g, 10, 11));
    graph("has the unknown operator Relux", g -> node(g, 3).setOpType("Relux"));
    graph(
        "has the unknown operator Add", g -> node(g, 3).setDomain("com.example").setOpType("Add"));
    graph("output 'maps' is never computed", g -> g.getOutputBuilder(0).setName("maps"));
    graph("the outputs are [score], the contract says", g -> g.removeOutput(0));
    graph("the inputs are [picture], the contract says image", this::renameInput);
    graph(
        "'left' is never used",
        g -> g.addInitializer(g.getInitializer(0).toBuilder().setName("left")));
    graph(
        "'one' and 'two' is never used",
        g ->
            g.addNode(
                node(g, 0).clone().setName("end").clearOutput().addOutput("one").addOutput("two")));
    graph(
        "has another length than its type and sizes say",
        g -> array(g, 0).setRawData(ByteString.copyFrom(new byte[4])));
    graph(
        "are outside the file",
        g -> array(g, 0).setDataLocation(TensorProto.DataLocation.EXTERNAL));
    model("IR version 9, expected 8", m -> m.setIrVersion(9));
    model("operator sets are not exactly", m -> m.getOpsetImportBuilder(0).setVersion(17));
    model("has no tag2mask.* metadata", m -> m.clearMetadataProps());
    model("occurs twice", m -> m.addMetadataProps(m.getMetadataProps(0)));
  }

  @Test
  void bytesThatAreNoModelFail() throws IOException {
    byte[] whole = sound.toByteArray();
    for (int length : new int[] {0, 3, whole.length / 3, whole.length - 1}) {
      CheckResult result = StructureCheck.of(file(Arrays.copyOf(whole, length)));
      assertEquals(Outcome.FAILED, result.outcome(), "cut at " + length);
    }
  }

  @Test
  void theOfficialCheckerAgreesThatDamageIsDamage() throws IOException {
    ModelProto.Builder damaged = sound.toBuilder();
    damaged.getGraphBuilder().getNodeBuilder(3).setInput(0, "nowhere");
    CheckResult result = OfficialCheck.of(file(damaged.build().toByteArray()));
    assertEquals(Outcome.FAILED, result.outcome(), result.toString());
    assertEquals(Outcome.FAILED, OfficialCheck.of(file(new byte[] {1, 2, 3})).outcome());
    assertEquals(Outcome.PASSED, OfficialCheck.of(file(sound.toByteArray())).outcome());
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("m.onnx"), content);
  }

  private void renameInput(GraphProto.Builder graph) {
    graph.getInputBuilder(0).setName("picture");
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        node.setInput(i, node.getInput(i).equals("image") ? "picture" : node.getInput(i));
      }
    }
  }

  private static void swap(GraphProto.Builder graph, int a, int b) {
    NodeProto first = graph.getNode(a);
    graph.setNode(a, graph.getNode(b)).setNode(b, first);
  }

  private static NodeProto.Builder node(GraphProto.Builder graph, int index) {
    return graph.getNodeBuilder(index);
  }

  private static TensorProto.Builder array(GraphProto.Builder graph, int index) {
    return graph.getInitializerBuilder(index);
  }

  private void graph(String expected, Consumer<GraphProto.Builder> damage) throws IOException {
    model(expected, model -> damage.accept(model.getGraphBuilder()));
  }

  private void model(String expected, Consumer<ModelProto.Builder> damage) throws IOException {
    ModelProto.Builder model = sound.toBuilder();
    damage.accept(model);
    CheckResult result = StructureCheck.of(file(model.build().toByteArray()));
    assertEquals(Outcome.FAILED, result.outcome(), expected);
    assertTrue(result.detail().contains(expected), expected + " in " + result.detail());
  }
}
