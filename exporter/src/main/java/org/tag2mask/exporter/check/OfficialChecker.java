package org.tag2mask.exporter.check;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.onnx.ModelProto;
import org.bytedeco.onnx.OpSchemaRegistry;
import org.bytedeco.onnx.ShapeInferenceOptions;
import org.bytedeco.onnx.StringTensorShapeProtoMap;
import org.bytedeco.onnx.global.onnx;

/**
 * The program {@link OfficialCheck} starts: checks one file, prints what is wrong, and says by its
 * exit code how it ended.
 */
final class OfficialChecker {
  static final int PASSED = 0;
  static final int FAILED = 10;
  static final int NO_LIBRARY = 11;

  private OfficialChecker() {}

  /** Checks the file named by the one argument. */
  public static void main(String[] arguments) throws Exception {
    byte[] file = Files.readAllBytes(Path.of(arguments[0]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.exit(check(file, out));
  }

  private static int check(byte[] file, PrintStream out) {
    try {
      Loader.load(onnx.class);
    } catch (LinkageError e) {
      out.println(e.getMessage());
      return NO_LIBRARY;
    }
    try (BytePointer bytes = new BytePointer(file);
        ModelProto model = new ModelProto();
        ShapeInferenceOptions strict = new ShapeInferenceOptions(true, 1, true);
        StringTensorShapeProtoMap symbols = new StringTensorShapeProtoMap()) {
      if (!model.ParseFromArray(bytes, file.length)) {
        out.println("the bytes are no ONNX model");
        return FAILED;
      }
      onnx.check_model(model);
      onnx.InferShapes(model, OpSchemaRegistry.Instance(), strict, symbols);
      return PASSED;
    } catch (RuntimeException e) {
      // what the C++ side throws comes as a plain RuntimeException with its text
      out.println(String.valueOf(e.getMessage()).strip());
      return FAILED;
    }
  }
}
