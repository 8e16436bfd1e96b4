package org.tag2mask.exporter;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.Float16;
import org.tag2mask.models.file.TensorSource;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

/**
 * The stored arrays of any ONNX file, as weights to load by name. Data outside the file is never
 * read.
 */
public final class OnnxInitializers implements TensorSource {
  private final String origin;
  private final Map<String, TensorProto> tensors;

  private OnnxInitializers(String origin, Map<String, TensorProto> tensors) {
    this.origin = origin;
    this.tensors = tensors;
  }

  /**
   * Reads a file.
   *
   * @param file the ONNX file, up to 2 GB
   * @throws ModelException if it is missing, unreadable, no ONNX model, or names arrays twice
   */
  public static OnnxInitializers read(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return of(ModelProto.parseFrom(in), file.toString());
    } catch (InvalidProtocolBufferException e) {
      throw new ModelException(
          file + " is no complete ONNX model (" + e.getMessage() + "); it is damaged or cut off",
          e);
    } catch (IOException e) {
      throw new ModelException("cannot read the ONNX file " + file + ": " + e, e);
    }
  }

  /**
   * The stored arrays of a model in memory.
   *
   * @param model the model
   * @param origin what to call it in messages
   * @throws ModelException if an array has no name or the name of another, or is not within the
   *     file
   */
  public static OnnxInitializers of(ModelProto model, String origin) {
    Map<String, TensorProto> tensors = new LinkedHashMap<>();
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      if (tensor.getName().isEmpty() || tensors.put(tensor.getName(), tensor) != null) {
        throw new ModelException(
            origin + ": the array name '" + tensor.getName() + "' is empty or occurs twice");
      }
      if (tensor.getDataLocation() != TensorProto.DataLocation.DEFAULT
          || tensor.getExternalDataCount() > 0) {
        throw new ModelException(
            origin
                + ": the values of '"
                + tensor.getName()
                + "' lie in another file, which is not read; save the model as one file");
      }
    }
    return new OnnxInitializers(origin, tensors);
  }

  @Override
  public String origin() {
    return origin;
  }

  @Override
  public Set<String> names() {
    return java.util.Collections.unmodifiableSet(tensors.keySet());
  }

  @Override
  public int[] shape(String name) {
    TensorProto tensor = tensor(name);
    int[] shape = new int[tensor.getDimsCount()];
    for (int i = 0; i < shape.length; i++) {
      long size = tensor.getDims(i);
      if (size < 0 || size > Integer.MAX_VALUE) {
        throw fault(name, "has the size " + size);
      }
      shape[i] = (int) size;
    }
    return shape;
  }

  @Override
  public Tensor read(String name) {
    TensorProto tensor = tensor(name);
    int[] shape = shape(name);
    long elements;
    try {
      elements = Tensor.elements(shape);
    } catch (ArithmeticException e) {
      throw fault(name, "has too many values");
    }
    DataType type = DataType.forNumber(tensor.getDataType());
    float[] values =
        switch (type == null ? DataType.UNDEFINED : type) {
          case FLOAT -> floats(tensor);
          case FLOAT16, BFLOAT16 -> halves(tensor, type == DataType.FLOAT16);
          default ->
              throw fault(name, "has type " + type + "; expected FLOAT, FLOAT16 or BFLOAT16");
        };
    if (values.length != elements) {
      throw fault(name, "has " + values.length + " values, its sizes say " + elements);
    }
    return new Tensor(shape, values);
  }

  /**
   * All arrays that can be read as float32; whole-number arrays (sizes, axes) are left out.
   *
   * @throws ModelException as {@link #read(String)}
   */
  public ParameterSet readAll() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    Set<Integer> readable =
        Set.of(DataType.FLOAT_VALUE, DataType.FLOAT16_VALUE, DataType.BFLOAT16_VALUE);
    for (String name : tensors.keySet()) {
      if (readable.contains(tensor(name).getDataType())) {
        all.put(name, read(name));
      }
    }
    return ParameterSet.of(all);
  }

  private static float[] floats(TensorProto tensor) {
    if (tensor.getRawData().isEmpty()) {
      List<Float> list = tensor.getFloatDataList();
      float[] values = new float[list.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = list.get(i);
      }
      return values;
    }
    ByteBuffer raw = raw(tensor);
    float[] values = new float[raw.remaining() / Float.BYTES];
    raw.asFloatBuffer().get(values);
    return values;
  }

  private static float[] halves(TensorProto tensor, boolean ieee) {
    ByteBuffer raw = raw(tensor);
    boolean packed = !tensor.getRawData().isEmpty();
    float[] values = new float[packed ? raw.remaining() / Short.BYTES : tensor.getInt32DataCount()];
    for (int i = 0; i < values.length; i++) {
      short bits = packed ? raw.getShort() : (short) tensor.getInt32Data(i);
      values[i] = ieee ? Float16.toFloat(bits) : Float.intBitsToFloat(bits << 16);
    }
    return values;
  }

  private static ByteBuffer raw(TensorProto tensor) {
    return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private TensorProto tensor(String name) {
    TensorProto tensor = tensors.get(name);
    if (tensor == null) {
      throw new ModelException(
          origin + ": no array '" + name + "' among the " + tensors.size() + " there are");
    }
    return tensor;
  }

  private ModelException fault(String name, String what) {
    return new ModelException(origin + ": array '" + name + "' " + what);
  }
}
