package org.tag2mask.data.augment;

import java.util.Arrays;
import java.util.Optional;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.Resampling;
import org.tag2mask.runtime.image.RgbImage;

/**
 * A training picture on its way through the augmentations.
 *
 * @param image the pixels
 * @param labels labels of the same size, when there are any; 255 outside the picture
 * @param scores score maps of the same size, when there are any; 0 outside the picture
 * @param valid the part of {@code image} that shows the photo; the rest is padding
 */
public record LabelledImage(
    RgbImage image, Optional<LabelMap> labels, Optional<ScoreMaps> scores, Box valid) {

  /** Checks that image, labels and scores have one size. */
  public LabelledImage {
    labels.ifPresent(
        map -> {
          if (map.width() != image.width() || map.height() != image.height()) {
            throw new IllegalArgumentException("labels " + map + " do not fit image " + image);
          }
        });
    scores.ifPresent(
        maps -> {
          if (maps.width() != image.width() || maps.height() != image.height()) {
            throw new IllegalArgumentException(maps + " do not fit image " + image);
          }
        });
  }

  /** A picture without labels, valid everywhere. */
  public static LabelledImage of(RgbImage image) {
    Box whole = new Box(0, 0, image.width(), image.height());
    return new LabelledImage(image, Optional.empty(), Optional.empty(), whole);
  }

  /** A picture with labels, valid everywhere. */
  public static LabelledImage of(RgbImage image, LabelMap labels) {
    Box whole = new Box(0, 0, image.width(), image.height());
    return new LabelledImage(image, Optional.of(labels), Optional.empty(), whole);
  }

  /** The same picture with score maps of its size, which change with it from now on. */
  public LabelledImage withScores(ScoreMaps maps) {
    return new LabelledImage(image, labels, Optional.of(maps), valid);
  }

  int width() {
    return image.width();
  }

  int height() {
    return image.height();
  }

  /** The same labels, scores and valid part with other pixels of the same size. */
  public LabelledImage withImage(RgbImage changed) {
    return new LabelledImage(changed, labels, scores, valid);
  }

  /**
   * Another size: the image by the given filter, labels always by the nearest pixel (see {@link
   * LabelMap#resized}), scores bilinear.
   */
  public LabelledImage resized(int width, int height, Resampling filter) {
    if (width == width() && height == height()) {
      return this;
    }
    double sx = (double) width / width();
    double sy = (double) height / height();
    int left = (int) Math.rint(valid.x() * sx);
    int top = (int) Math.rint(valid.y() * sy);
    Box box =
        new Box(
            left,
            top,
            (int) Math.rint(valid.right() * sx) - left,
            (int) Math.rint(valid.bottom() * sy) - top);
    return new LabelledImage(
        image.resized(width, height, filter),
        labels.map(map -> map.resized(width, height)),
        scores.map(maps -> maps.resized(width, height)),
        box);
  }

  /** Mirrored left to right. */
  public LabelledImage flipped() {
    Box box = new Box(width() - valid.right(), valid.y(), valid.width(), valid.height());
    return new LabelledImage(
        image.flipped(), labels.map(LabelMap::flipped), scores.map(ScoreMaps::flipped), box);
  }

  /**
   * A canvas on which this picture lies with its left upper corner at (dx, dy), which may be
   * negative; what lies outside the canvas is cut off, what the picture does not cover is padding
   * (the pad colour, label 255, score 0).
   */
  public LabelledImage onCanvas(int width, int height, int dx, int dy, PadColour pad) {
    if (dx == 0 && dy == 0 && width == width() && height == height()) {
      return this;
    }
    int left = Math.max(0, dx);
    int right = Math.min(width, dx + width());
    int top = Math.max(0, dy);
    int bottom = Math.min(height, dy + height());
    byte[] rgb = new byte[3 * width * height];
    if (left > 0 || top > 0 || right < width || bottom < height) {
      fill(rgb, pad);
    }
    for (int y = top; y < bottom; y++) {
      int from = (y - dy) * width() + left - dx;
      System.arraycopy(image.array(), 3 * from, rgb, 3 * (y * width + left), 3 * (right - left));
    }
    Optional<LabelMap> placed =
        labels.map(
            map -> {
              byte[] out = new byte[width * height];
              Arrays.fill(out, (byte) LabelMap.IGNORE);
              for (int y = top; y < bottom; y++) {
                int from = (y - dy) * width() + left - dx;
                System.arraycopy(map.array(), from, out, y * width + left, right - left);
              }
              return LabelMap.wrap(width, height, out);
            });
    return new LabelledImage(
        RgbImage.wrap(width, height, rgb),
        placed,
        scores.map(maps -> maps.onCanvas(width, height, dx, dy)),
        valid.movedInto(dx, dy, width, height));
  }

  private static void fill(byte[] rgb, PadColour pad) {
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) pad.red();
      rgb[i + 1] = (byte) pad.green();
      rgb[i + 2] = (byte) pad.blue();
    }
  }
}
