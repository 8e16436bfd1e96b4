package org.tag2mask.data.image;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.tag2mask.runtime.image.RgbImage;

/** Writes JPEG files. */
public final class JpegFile {

  private JpegFile() {}

  /**
   * The bytes of a baseline JPEG.
   *
   * @param image not modified
   * @param quality 1..100
   */
  public static byte[] encode(RgbImage image, int quality) {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("JPEG quality is " + quality + ", expected 1..100");
    }
    byte[] bgr = image.toBytes();
    for (int i = 0; i < bgr.length; i += 3) {
      byte red = bgr[i];
      bgr[i] = bgr[i + 2];
      bgr[i + 2] = red;
    }
    try (BytePointer pixels = new BytePointer(bgr);
        Mat mat = new Mat(image.height(), image.width(), opencv_core.CV_8UC3, pixels);
        BytePointer extension = new BytePointer(".jpg");
        BytePointer jpeg = new BytePointer();
        IntPointer settings = new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, quality)) {
      if (!opencv_imgcodecs.imencode(extension, mat, jpeg, settings)) {
        throw new IllegalStateException("OpenCV cannot encode a JPEG of " + image);
      }
      byte[] bytes = new byte[Math.toIntExact(jpeg.limit())];
      jpeg.get(bytes);
      return bytes;
    }
  }
}
