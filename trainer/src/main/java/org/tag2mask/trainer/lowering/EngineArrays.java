package org.tag2mask.trainer.lowering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.tag2mask.models.params.Tensor;

/** Values between Java and the engine. */
public final class EngineArrays {
  private EngineArrays() {}

  /** A copy of a tensor on the manager's device. */
  public static NDArray copy(NDManager manager, Tensor tensor) {
    long[] sizes = Arrays.stream(tensor.shape()).asLongStream().toArray();
    return manager.create(tensor.values(), new Shape(sizes));
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
