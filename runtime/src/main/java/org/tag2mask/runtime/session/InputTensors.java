package org.tag2mask.runtime.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.tag2mask.runtime.contract.Preprocessing;
import org.tag2mask.runtime.image.RgbImage;

/**
 * The native inputs of one run, each in a borrowed direct buffer. Closing it frees the tensors and
 * gives the buffers back.
 */
final class InputTensors implements AutoCloseable {
  private final Preprocessing preprocessing;
  private final DirectBuffers buffers;
  private final List<OnnxTensor> tensors = new ArrayList<>();
  private final List<ByteBuffer> borrowed = new ArrayList<>();

  InputTensors(Preprocessing preprocessing, DirectBuffers buffers) {
    this.preprocessing = preprocessing;
    this.buffers = buffers;
  }

  /** Images of one size as the file wants them: bytes, or normalised floats. */
  OnnxTensor of(List<RgbImage> images) throws OrtException {
    boolean inside = preprocessing.place() == Preprocessing.Place.INSIDE;
    long samples = 3L * images.size() * images.get(0).width() * images.get(0).height();
    ByteBuffer buffer = buffers.take(inside ? samples : samples * Float.BYTES);
    borrowed.add(buffer);
    OnnxTensor tensor = inside ? pixels(images, buffer) : floats(images, buffer);
    tensors.add(tensor);
    return tensor;
  }

  private static OnnxTensor pixels(List<RgbImage> images, ByteBuffer buffer) throws OrtException {
    for (RgbImage image : images) {
      buffer.put(image.array());
    }
    buffer.rewind();
    long[] shape = {images.size(), images.get(0).height(), images.get(0).width(), 3};
    return OnnxTensor.createTensor(SharedEnvironment.get(), buffer, shape, OnnxJavaType.UINT8);
  }

  private OnnxTensor floats(List<RgbImage> images, ByteBuffer buffer) throws OrtException {
    FloatBuffer floats = buffer.asFloatBuffer();
    for (RgbImage image : images) {
      preprocessing.apply(image, floats);
    }
    floats.rewind();
    long[] shape = {images.size(), 3, images.get(0).height(), images.get(0).width()};
    return OnnxTensor.createTensor(SharedEnvironment.get(), floats, shape);
  }

  @Override
  public void close() {
    tensors.forEach(OnnxTensor::close);
    borrowed.forEach(buffers::give);
  }
}
