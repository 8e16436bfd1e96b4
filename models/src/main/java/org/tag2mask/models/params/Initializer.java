package org.tag2mask.models.params;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;

/** How the first values of a parameter are drawn. Repeatable: a function of seed and name alone. */
public sealed interface Initializer {

  /**
   * All values equal.
   *
   * @param value the value
   */
  record Constant(float value) implements Initializer {}

  /**
   * Normal with mean 0.
   *
   * @param deviation the standard deviation
   */
  record Normal(float deviation) implements Initializer {}

  /**
   * He et al. 2015: normal with variance {@code gain² / fan}, fan in or fan out.
   *
   * @param gain √2 for ReLU networks
   * @param fan which fan divides
   */
  record Kaiming(double gain, Fan fan) implements Initializer {
    private double deviation(int[] shape) {
      long receptive = 1;
      for (int i = 2; i < shape.length; i++) {
        receptive *= shape[i];
      }
      long channels = fan == Fan.OUT ? shape[0] : shape[Math.min(1, shape.length - 1)];
      return gain / Math.sqrt(Math.max(1, channels * receptive));
    }
  }

  /** Which connections of a weight {@code [out, in, ...]} are counted. */
  enum Fan {
    /** Inputs of one output: {@code in · kh · kw}. */
    IN,
    /** Outputs of one input: {@code out · kh · kw}. */
    OUT
  }

  /** All zeros. */
  Initializer ZEROS = new Constant(0f);

  /** All ones. */
  Initializer ONES = new Constant(1f);

  /** The usual choice before a ReLU. */
  Initializer KAIMING = new Kaiming(Math.sqrt(2), Fan.OUT);

  /**
   * Draws the values of a parameter.
   *
   * @param name the parameter's name; two parameters of one network get independent values
   * @param shape the sizes
   * @param seed the seed of the run
   * @return new values; the same for the same arguments on every machine
   */
  default Tensor draw(String name, int[] shape, long seed) {
    float[] values = new float[Math.toIntExact(Tensor.elements(shape))];
    if (this instanceof Constant constant) {
      Arrays.fill(values, constant.value());
      return new Tensor(shape.clone(), values);
    }
    double deviation = 0;
    if (this instanceof Normal normal) {
      deviation = normal.deviation();
    } else if (this instanceof Kaiming kaiming) {
      deviation = kaiming.deviation(shape);
    }
    CRC32 hash = new CRC32();
    hash.update(name.getBytes(StandardCharsets.UTF_8));
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + hash.getValue());
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return new Tensor(shape.clone(), values);
  }
}
