package org.tag2mask.exporter.check;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.onnx.ModelProto;
import org.bytedeco.onnx.OpSchemaRegistry;
import org.bytedeco.onnx.ShapeInferenceOptions;
import org.bytedeco.onnx.StringTensorShapeProtoMap;
import org.bytedeco.onnx.global.onnx;

/** The checker and the shape inference of the ONNX project, where their native library loads. */
public final class OfficialCheck {
  private static final String NAME = "onnx checker";

  private OfficialCheck() {}

  /**
   * Checks a file.
   *
   * @param file its bytes; not modified
   * @return skipped where the native library is missing
   */
  public static CheckResult of(byte[] file) {
    try {
      Loader.load(onnx.class);
    } catch (LinkageError e) {
      return CheckResult.skipped(NAME, "its native library is not there for this platform");
    }
    try (BytePointer bytes = new BytePointer(file);
        ModelProto model = new ModelProto();
        ShapeInferenceOptions strict = new ShapeInferenceOptions(true, 1, true);
        StringTensorShapeProtoMap symbols = new StringTensorShapeProtoMap()) {
      if (!model.ParseFromArray(bytes, file.length)) {
        return CheckResult.failed(NAME, "the bytes are no ONNX model");
      }
      onnx.check_model(model);
      onnx.InferShapes(model, OpSchemaRegistry.Instance(), strict, symbols);
      return CheckResult.passed(NAME, "valid, and all shapes can be inferred");
    } catch (RuntimeException e) {
      // what the C++ side throws comes as a plain RuntimeException with its text
      return CheckResult.failed(NAME, String.valueOf(e.getMessage()).strip());
    }
  }
}
