package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TrainingInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;

/** Models that want the runtime to read other files of the host. */
class ExternalDataTest {
  @TempDir Path folder;

  private final ModelProto sound = Models.proto("tiny[width=4]", 2);

  @Test
  void aStoredArrayOfAnotherFileIsRefusedWhereverThatIs() throws IOException {
    Path secret = Files.write(folder.resolve("secret"), new byte[1 << 16]);
    Path inside = Files.createDirectories(folder.resolve("inside"));
    Files.createSymbolicLink(inside.resolve("symbolic"), secret);
    Files.createLink(inside.resolve("hard"), secret);
    Files.copy(secret, inside.resolve("beside"));
    for (String location :
        List.of(
            secret.toAbsolutePath().toString(),
            "../secret",
            "symbolic",
            "hard",
            "beside",
            "*/_ORT_MEM_ADDR_/*")) {
      ModelProto.Builder model = sound.toBuilder();
      TensorProto.Builder array = model.getGraphBuilder().getInitializerBuilder(0);
      array.clearRawData().mergeFrom(outside(location));
      Path file = Files.write(inside.resolve("m.onnx"), model.build().toByteArray());
      assertRefused(() -> OnnxModel.open(file, ModelOptions.defaults()), file.toString());
      assertRefused(
          () -> OnnxModel.open(model.build().toByteArray(), "memory", ModelOptions.defaults()),
          "memory");
    }
  }

  /** An array can stand in many places of a model; each is looked at. */
  @Test
  void noPlaceForAnArrayIsOverlooked() {
    TensorProto tensor = outside("secret");
    SparseTensorProto sparse = SparseTensorProto.newBuilder().setValues(tensor).build();
    NodeProto constant = node(AttributeProto.newBuilder().setT(tensor));
    GraphProto graph = GraphProto.newBuilder().addNode(constant).build();
    in(m -> m.getGraphBuilder().addInitializer(tensor));
    in(m -> m.getGraphBuilder().addSparseInitializer(sparse));
    in(
        m ->
            m.getGraphBuilder()
                .addSparseInitializer(SparseTensorProto.newBuilder().setIndices(tensor)));
    in(m -> m.getGraphBuilder().addNode(constant));
    in(m -> m.getGraphBuilder().addNode(node(AttributeProto.newBuilder().addTensors(tensor))));
    in(m -> m.getGraphBuilder().addNode(node(AttributeProto.newBuilder().setSparseTensor(sparse))));
    in(
        m ->
            m.getGraphBuilder()
                .addNode(node(AttributeProto.newBuilder().addSparseTensors(sparse))));
    in(m -> m.getGraphBuilder().addNode(node(AttributeProto.newBuilder().setG(graph))));
    in(m -> m.getGraphBuilder().addNode(node(AttributeProto.newBuilder().addGraphs(graph))));
    in(m -> m.addFunctions(FunctionProto.newBuilder().addNode(constant)));
    in(m -> m.addTrainingInfo(TrainingInfoProto.newBuilder().setInitialization(graph)));
    in(m -> m.addTrainingInfo(TrainingInfoProto.newBuilder().setAlgorithm(graph)));
  }

  @Test
  void aModelThatKeepsAllInsideOpens() {
    try (OnnxModel model = OnnxModel.open(sound.toByteArray(), "m", ModelOptions.defaults())) {
      assertEquals(2, model.contract().classNames().foreground());
    }
  }

  private void in(Consumer<ModelProto.Builder> place) {
    ModelProto.Builder model = sound.toBuilder();
    place.accept(model);
    assertRefused(
        () -> OnnxModel.open(model.build().toByteArray(), "memory", ModelOptions.defaults()),
        "memory");
  }

  private static NodeProto node(AttributeProto.Builder attribute) {
    return NodeProto.newBuilder().setOpType("Constant").addAttribute(attribute).build();
  }

  private static TensorProto outside(String location) {
    return TensorProto.newBuilder()
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue(location))
        .build();
  }

  private static void assertRefused(
      org.junit.jupiter.api.function.Executable opening, String name) {
    String message = assertThrows(ModelContractException.class, opening).getMessage();
    assertTrue(
        message.startsWith(
            "model " + name + " keeps values in another file, and other files are never read"),
        message);
  }
}
