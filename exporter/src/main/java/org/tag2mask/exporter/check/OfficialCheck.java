package org.tag2mask.exporter.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
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
   * @param file the model, at most 2 GB
   * @return skipped where the native library is missing
   * @throws IOException if it cannot be read
   */
  public static CheckResult of(Path file) throws IOException {
    try {
      Loader.load(onnx.class);
    } catch (LinkageError e) {
      return CheckResult.skipped(NAME, "its native library is not there for this platform");
    }
    try (ModelProto model = new ModelProto();
        ShapeInferenceOptions strict = new ShapeInferenceOptions(true, 1, true);
        StringTensorShapeProtoMap symbols = new StringTensorShapeProtoMap()) {
      if (!parse(file, model)) {
        return CheckResult.failed(NAME, "the bytes are no ONNX model");
      }
      onnx.check_model(model);
      onnx.InferShapes(model, OpSchemaRegistry.Instance(), strict, symbols);
      return CheckResult.passed(NAME, "valid, and all shapes can be inferred");
    } catch (RuntimeException e) {
      // what the C++ side throws comes as a plain RuntimeException with its text
      return CheckResult.failed(NAME, String.valueOf(e.getMessage()).strip());
    } finally {
      NativeMemory.giveBack();
    }
  }

  /**
   * The bytes lie outside the Java heap and are given back as soon as they are parsed. JavaCPP's
   * own allocations would be refused beyond the size of the heap, which says nothing about them.
   */
  private static boolean parse(Path file, ModelProto model) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      Pointer memory = Pointer.malloc(Math.max(1, size));
      if (memory == null || memory.isNull()) {
        throw new IOException("there is no memory for the " + size + " bytes of " + file);
      }
      try {
        ByteBuffer all = new BytePointer(memory).capacity(size).asByteBuffer();
        while (all.hasRemaining() && channel.read(all) >= 0) {
          // a read may give less than there is
        }
        return model.ParseFromArray(memory, all.position());
      } finally {
        Pointer.free(memory);
      }
    }
  }
}
