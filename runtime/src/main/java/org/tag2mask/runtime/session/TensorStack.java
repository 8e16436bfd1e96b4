package org.tag2mask.runtime.session;

import ai.onnxruntime.OnnxTensor;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Copies native tensors to the heap and joins the outputs of several runs. */
final class TensorStack {
  private TensorStack() {}

  /** The values of a float32 or float16 tensor. */
  static FloatTensor copy(OnnxTensor tensor) {
    long[] axes = tensor.getInfo().getShape();
    int[] shape = new int[axes.length];
    for (int i = 0; i < axes.length; i++) {
      shape[i] = Math.toIntExact(axes[i]);
    }
    FloatBuffer buffer = tensor.getFloatBuffer();
    if (buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.array().length == buffer.limit()) {
      return new FloatTensor(shape, buffer.array());
    }
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return new FloatTensor(shape, values);
  }

  /** Joins outputs of runs with one image each along the first axis. */
  static Map<String, FloatTensor> concatenate(List<Map<String, FloatTensor>> parts) {
    Map<String, FloatTensor> joined = new LinkedHashMap<>();
    for (String name : parts.get(0).keySet()) {
      FloatTensor first = parts.get(0).get(name);
      int[] shape = first.shape().clone();
      shape[0] = parts.size();
      float[] values = new float[first.values().length * parts.size()];
      for (int i = 0; i < parts.size(); i++) {
        float[] part = parts.get(i).get(name).values();
        System.arraycopy(part, 0, values, i * part.length, part.length);
      }
      joined.put(name, new FloatTensor(shape, values));
    }
    return joined;
  }
}
