package org.tag2mask.exporter;

import ai.onnx.proto.OnnxMl.ModelProto;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.runtime.contract.ModelContract;

/**
 * An ONNX model in memory, with what it was made from; not checked yet. {@link Publisher} checks
 * and writes it.
 *
 * @param network the network
 * @param parameters its values
 * @param options how it was exported
 * @param contract what the file promises
 * @param proto the model
 */
public record ExportedModel(
    Network network,
    ParameterSet parameters,
    ExportOptions options,
    ModelContract contract,
    ModelProto proto) {

  /**
   * The file's bytes; the same for the same network, values, description and options.
   *
   * @throws ExportException if they exceed the 2 GB an ONNX file can have
   */
  public byte[] bytes() {
    long weights = 0;
    for (var initializer : proto.getGraph().getInitializerList()) {
      weights += initializer.getRawData().size();
    }
    if (weights > Integer.MAX_VALUE - (1 << 24)) {
      throw new ExportException(
          "the weights take "
              + weights
              + " bytes, but an ONNX file ends at 2 GB; export in float16");
    }
    return proto.toByteArray();
  }
}
