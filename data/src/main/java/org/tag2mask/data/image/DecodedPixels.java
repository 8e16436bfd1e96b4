package org.tag2mask.data.image;

import java.nio.ShortBuffer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** Copies decoded OpenCV pictures into Java arrays. */
final class DecodedPixels {

  private DecodedPixels() {}

  /** The bytes of an 8-bit RGB picture. */
  static byte[] rgb(Mat decoded) {
    if (decoded.type() != opencv_core.CV_8UC3 || !decoded.isContinuous()) {
      throw new IllegalStateException("OpenCV gave type " + decoded.type());
    }
    byte[] rgb = new byte[Math.toIntExact(3 * decoded.total())];
    decoded.data().get(rgb);
    return rgb;
  }

  /** Whether the last pixel is the middle grey that a JPEG decoder puts where data are missing. */
  static boolean endsGrey(byte[] rgb) {
    int last = rgb.length - 3;
    return rgb[last] == (byte) 128 && rgb[last + 1] == (byte) 128 && rgb[last + 2] == (byte) 128;
  }

  /**
   * The picture as OpenCV stores it (grey, BGR or BGRA; 8 or 16 bits), blended over white where it
   * has alpha: {@code round(a*v + (1-a)*255)}.
   */
  static byte[] overWhite(Mat decoded) {
    int channels = decoded.channels();
    int[] samples = samples(decoded);
    int pixels = samples.length / channels;
    byte[] rgb = new byte[3 * pixels];
    for (int i = 0; i < pixels; i++) {
      int from = i * channels;
      int alpha = channels == 4 ? samples[from + 3] : 255;
      for (int c = 0; c < 3; c++) {
        int value = channels < 3 ? samples[from] : samples[from + 2 - c];
        rgb[3 * i + c] = (byte) ((alpha * value + (255 - alpha) * 255 + 127) / 255);
      }
    }
    return rgb;
  }

  /** All samples as 0..255; of 16 bits the high byte. */
  private static int[] samples(Mat decoded) {
    int count = Math.toIntExact(decoded.total() * decoded.channels());
    int[] samples = new int[count];
    switch (decoded.depth()) {
      case opencv_core.CV_8U -> {
        byte[] bytes = new byte[count];
        decoded.data().get(bytes);
        for (int i = 0; i < count; i++) {
          samples[i] = bytes[i] & 0xff;
        }
      }
      case opencv_core.CV_16U -> {
        ShortBuffer shorts = new ShortPointer(decoded.data()).capacity(count).asBuffer();
        for (int i = 0; i < count; i++) {
          samples[i] = (shorts.get(i) & 0xffff) >> 8;
        }
      }
      default -> throw new IllegalStateException("OpenCV gave depth " + decoded.depth());
    }
    return samples;
  }
}
