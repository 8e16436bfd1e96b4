package org.tag2mask.data.png;

import java.io.IOException;
import java.nio.file.Path;
import org.tag2mask.data.image.ImageFile;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.runtime.file.AtomicFile;

/**
 * Planes of values 0..1 as grey PNG files of 8 or 16 bits: {@code round(value * 255)} or {@code
 * round(value * 65535)}. Confidences beside masks are written this way.
 */
public final class GreyPng {

  /** How finely values are kept. */
  public enum Depth {
    /** Steps of 1/255. */
    BITS_8(8),
    /** Steps of 1/65535. */
    BITS_16(16);

    private final int bits;

    Depth(int bits) {
      this.bits = bits;
    }
  }

  /**
   * A plane read from a file.
   *
   * @param width pixels
   * @param height pixels
   * @param values {@code [height][width]}, 0..1
   */
  public record Plane(int width, int height, float[] values) {}

  private GreyPng() {}

  /**
   * The bytes of a grey PNG.
   *
   * @param values {@code [height][width]}; clipped to 0..1, NaN becomes 0; not modified
   */
  public static byte[] encode(int width, int height, float[] values, Depth depth) {
    if (values.length != width * height) {
      throw new IllegalArgumentException(
          "values has " + values.length + " elements, expected " + width + " * " + height);
    }
    int bytes = depth.bits / 8;
    int white = (1 << depth.bits) - 1;
    byte[] samples = new byte[values.length * bytes];
    for (int i = 0; i < values.length; i++) {
      int sample = Math.round(Math.max(0, Math.min(1, values[i])) * white);
      if (depth == Depth.BITS_16) {
        samples[2 * i] = (byte) (sample >> 8);
        samples[2 * i + 1] = (byte) sample;
      } else {
        samples[i] = (byte) sample;
      }
    }
    return PngEncoder.encode(width, height, PngEncoder.GREY, depth.bits, null, samples);
  }

  /**
   * Writes a grey PNG atomically.
   *
   * @throws IOException when the file cannot be written; nothing half-written stays
   */
  public static void write(Path file, int width, int height, float[] values, Depth depth)
      throws IOException {
    AtomicFile.write(file, encode(width, height, values, depth));
  }

  /**
   * Reads a grey PNG of 1 to 16 bits.
   *
   * @throws org.tag2mask.data.image.ImageException when it is missing, broken or no grey PNG
   */
  public static Plane read(Path file) {
    byte[] bytes = ImageFile.bytes(file, ImageLimits.DEFAULT);
    PngDecoder.Samples samples = PngDecoder.decode(bytes, file.toString(), ImageLimits.DEFAULT);
    float white = (1 << samples.bitDepth()) - 1;
    float[] values = new float[samples.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = samples.values()[i] / white;
    }
    return new Plane(samples.width(), samples.height(), values);
  }
}
