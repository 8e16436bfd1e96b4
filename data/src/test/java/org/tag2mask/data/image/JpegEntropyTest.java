package org.tag2mask.data.image;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

class JpegEntropyTest {

  /** Settings of OpenCV's writer: restart interval, optimised tables, sampling factors. */
  private static byte[] encode(int width, int height, int... settings) {
    byte[] bgr = new byte[3 * width * height];
    new Random(width).nextBytes(bgr);
    try (BytePointer pixels = new BytePointer(bgr);
        Mat mat = new Mat(height, width, opencv_core.CV_8UC3, pixels);
        BytePointer name = new BytePointer(".jpg");
        BytePointer out = new BytePointer();
        IntPointer list = new IntPointer(settings)) {
      opencv_imgcodecs.imencode(name, mat, out, list);
      byte[] bytes = new byte[(int) out.limit()];
      out.get(bytes);
      return bytes;
    }
  }

  private static byte[] cut(byte[] jpeg) {
    byte[] cut = TestImages.insert(new byte[0], 0, jpeg);
    int at = cut.length * 9 / 10;
    cut[at - 1] = 0;
    cut[at] = (byte) 0xff;
    cut[at + 1] = (byte) 0xd9;
    return cut;
  }

  @Test
  void walksEverySamplingRestartIntervalAndSize() {
    int[] samplings = {
      opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_411,
      opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_420,
      opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_422,
      opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_440,
      opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444
    };
    for (int sampling : samplings) {
      for (int restart : new int[] {0, 1, 5}) {
        for (int optimise : new int[] {0, 1}) {
          for (int width : new int[] {8, 17, 100}) {
            byte[] jpeg =
                encode(
                    width,
                    61,
                    opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR,
                    sampling,
                    opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL,
                    restart,
                    opencv_imgcodecs.IMWRITE_JPEG_OPTIMIZE,
                    optimise);
            assertFalse(JpegEntropy.lacksBlocks(jpeg));
            assertTrue(JpegEntropy.lacksBlocks(cut(jpeg)));
          }
        }
      }
    }
  }

  @Test
  void walksGreyAndLeavesProgressiveAlone() {
    BufferedImage picture = TestImages.picture(50, 33, BufferedImage.TYPE_BYTE_GRAY);
    byte[] grey = TestImages.jpeg(picture, false);
    assertFalse(JpegEntropy.lacksBlocks(grey));
    assertTrue(JpegEntropy.lacksBlocks(cut(grey)));
    assertFalse(JpegEntropy.lacksBlocks(TestImages.jpeg(picture, true)));
  }
}
