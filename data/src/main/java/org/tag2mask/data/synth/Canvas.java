package org.tag2mask.data.synth;

import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;

/**
 * A picture under construction at twice the final resolution, with the owner of every point, so
 * that edges are smooth and the mask is exact: a pixel gets the label that most of its four points
 * have.
 */
final class Canvas {

  private static final int OVERSAMPLING = 2;

  private final int width;
  private final int height;
  private final float[] rgb;

  /** 0 where no object is visible, else {@code 2 * object} for plain, plus 1 for telling parts. */
  private final byte[] owner;

  Canvas(int width, int height) {
    this.width = width * OVERSAMPLING;
    this.height = height * OVERSAMPLING;
    this.rgb = new float[3 * this.width * this.height];
    this.owner = new byte[this.width * this.height];
  }

  /**
   * Paints a region over what is there.
   *
   * @param owned 0 for background and clutter, else the owner code of an object
   * @return points painted
   */
  int paint(Shape shape, Paint paint, int owned) {
    int painted = 0;
    int right = Math.min(width, (int) Math.ceil(shape.right() * OVERSAMPLING));
    int bottom = Math.min(height, (int) Math.ceil(shape.bottom() * OVERSAMPLING));
    int left = Math.max(0, (int) Math.floor(shape.left() * OVERSAMPLING));
    for (int y = Math.max(0, (int) Math.floor(shape.top() * OVERSAMPLING)); y < bottom; y++) {
      double py = (y + 0.5) / OVERSAMPLING;
      for (int x = left; x < right; x++) {
        double px = (x + 0.5) / OVERSAMPLING;
        if (shape.inside().contains(px, py)) {
          int i = y * width + x;
          Colour colour = paint.at(px, py);
          rgb[3 * i] = (float) colour.red();
          rgb[3 * i + 1] = (float) colour.green();
          rgb[3 * i + 2] = (float) colour.blue();
          owner[i] = (byte) owned;
          painted++;
        }
      }
    }
    return painted;
  }

  /** How many points of each owner code are visible. */
  int[] visible() {
    int[] counts = new int[256];
    for (byte code : owner) {
      counts[code & 0xff]++;
    }
    return counts;
  }

  /** The picture at its final size, with a little sensor noise. */
  RgbImage image(SplittableRandom random, double noise) {
    int w = width / OVERSAMPLING;
    int h = height / OVERSAMPLING;
    byte[] out = new byte[3 * w * h];
    for (int y = 0, to = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int from = 3 * (2 * y * width + 2 * x);
        for (int c = 0; c < 3; c++, to++) {
          float sum =
              rgb[from + c]
                  + rgb[from + 3 + c]
                  + rgb[from + 3 * width + c]
                  + rgb[from + 3 * width + 3 + c];
          double grain = noise * (Draw.unit(random) + Draw.unit(random) - 1);
          out[to] = (byte) Math.max(0, Math.min(255, Math.round(sum / 4 + grain)));
        }
      }
    }
    return RgbImage.wrap(w, h, out);
  }

  /**
   * The mask at its final size.
   *
   * @param labels the class id of each object; object n has the owner codes 2n and 2n+1
   */
  LabelMap mask(int[] labels) {
    int w = width / OVERSAMPLING;
    int h = height / OVERSAMPLING;
    byte[] out = new byte[w * h];
    for (int y = 0, to = 0; y < h; y++) {
      for (int x = 0; x < w; x++, to++) {
        int from = 2 * y * width + 2 * x;
        int[] four = {
          label(from, labels),
          label(from + 1, labels),
          label(from + width, labels),
          label(from + width + 1, labels)
        };
        out[to] = (byte) majority(four);
      }
    }
    return LabelMap.wrap(w, h, out);
  }

  private int label(int point, int[] labels) {
    return owner[point] == 0 ? 0 : labels[owner[point] / 2];
  }

  /** The most frequent of four labels; the first one among equals. */
  private static int majority(int[] four) {
    int best = four[0];
    int bestCount = 0;
    for (int candidate : four) {
      int count = 0;
      for (int label : four) {
        count += label == candidate ? 1 : 0;
      }
      if (count > bestCount) {
        best = candidate;
        bestCount = count;
      }
    }
    return best;
  }
}
