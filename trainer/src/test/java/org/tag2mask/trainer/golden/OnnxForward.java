package org.tag2mask.trainer.golden;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.exporter.OnnxExporter;
import org.tag2mask.exporter.onnx.OnnxLowering;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

/** A network lowered to ONNX and run in ONNX Runtime on normalised images of any size. */
final class OnnxForward implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final Network network;
  private final OrtSession session;

  OnnxForward(Network network, ParameterSet parameters) {
    this.network = network;
    try {
      session = environment.createSession(model(network, parameters));
    } catch (OrtException e) {
      throw new AssertionError(network.spec().text(), e);
    }
  }

  private static byte[] model(Network network, ParameterSet parameters) {
    return ModelProto.newBuilder()
        .setIrVersion(OnnxExporter.IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OnnxExporter.OPSET))
        .setGraph(OnnxLowering.lowerBare(network, parameters))
        .build()
        .toByteArray();
  }

  /** The published outputs by name. */
  Map<String, Tensor> run(Tensor images) {
    return run(Map.of("image", images));
  }

  /**
   * The published outputs of a network that may read several images, by the names of its inputs.
   */
  Map<String, Tensor> run(Map<String, Tensor> images) {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Tensor> entry : images.entrySet()) {
        long[] shape = Arrays.stream(entry.getValue().shape()).asLongStream().toArray();
        FloatBuffer values = FloatBuffer.wrap(entry.getValue().values());
        inputs.put(entry.getKey(), OnnxTensor.createTensor(environment, values, shape));
      }
      return outputs(inputs);
    } catch (OrtException e) {
      throw new AssertionError(network.spec().text(), e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private Map<String, Tensor> outputs(Map<String, OnnxTensor> inputs) throws OrtException {
    try (OrtSession.Result result = session.run(inputs)) {
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      for (String name : network.published()) {
        OnnxTensor tensor = (OnnxTensor) result.get(name).orElseThrow();
        int[] sizes = Arrays.stream(tensor.getInfo().getShape()).mapToInt(s -> (int) s).toArray();
        FloatBuffer floats = tensor.getFloatBuffer();
        float[] values = new float[floats.remaining()];
        floats.get(values);
        outputs.put(name, new Tensor(sizes, values));
      }
      return outputs;
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
