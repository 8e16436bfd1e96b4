package org.tag2mask.trainer.lowering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.tag2mask.models.params.Tensor;

/** Values between Java and the engine. */
public final class EngineArrays {
  private EngineArrays() {}

  /** A copy of a tensor on the manager's device. */
  public static NDArray copy(NDManager manager, Tensor tensor) {
    long[] sizes = Arrays.stream(tensor.shape()).asLongStream().toArray();
    return manager.create(tensor.values(), new Shape(sizes));
  }

  /**
   * A buffer through which tensors are copied one after the other.
   *
   * @param shapes the sizes of all of them
   */
  static ByteBuffer staging(List<int[]> shapes) {
    long largest = shapes.stream().mapToLong(Tensor::elements).max().orElse(0);
    return ByteBuffer.allocateDirect(Math.toIntExact(largest * Float.BYTES))
        .order(ByteOrder.nativeOrder());
  }

  /**
   * A copy of a tensor in the engine's own memory. What {@link #copy(NDManager, Tensor)} makes lies
   * in a direct buffer instead, which lives until the garbage collector finds it and counts towards
   * the limit of the virtual machine.
   *
   * @param manager owner of the result
   * @param tensor the values
   * @param staging from {@link #staging}; overwritten
   */
  static NDArray copy(NDManager manager, Tensor tensor, ByteBuffer staging) {
    staging.clear().limit(tensor.values().length * Float.BYTES);
    staging.asFloatBuffer().put(tensor.values());
    long[] sizes = Arrays.stream(tensor.shape()).asLongStream().toArray();
    try (NDArray view = manager.create(staging, new Shape(sizes), DataType.FLOAT32)) {
      return view.duplicate();
    }
  }

  /** A copy of an engine array in C order, whatever its layout. */
  public static Tensor tensor(NDArray array) {
    long[] sizes = array.getShape().getShape();
    return new Tensor(
        Arrays.stream(sizes).mapToInt(Math::toIntExact).toArray(), array.toFloatArray());
  }

  /**
   * Images as the engine likes them best: rows of pixels {@code [N,H,W,C]} in memory, seen as
   * {@code [N,C,H,W]}. All convolutions then run channels-last without a copy.
   *
   * @param manager owner of the result
   * @param pixels direct buffer of at least {@code n*height*width*channels} native floats, from its
   *     start; on a CPU it is used in place, so keep it unchanged until the array is closed
   * @return {@code [n,channels,height,width]}
   */
  public static NDArray images(
      NDManager manager, ByteBuffer pixels, int n, int height, int width, int channels) {
    int bytes = Math.multiplyExact(n * Float.BYTES, height * width * channels);
    ByteBuffer part = pixels.duplicate().order(ByteOrder.nativeOrder());
    part.position(0).limit(bytes);
    NDArray rows = manager.create(part, new Shape(n, height, width, channels), DataType.FLOAT32);
    return rows.transpose(0, 3, 1, 2);
  }
}
