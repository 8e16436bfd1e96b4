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
 * @param confidence how sure each label is, 0..255 for 0..1, when that is known; of no meaning
 *     where the label is 255
 * @param valid the part of {@code image} that shows the photo; the rest is padding
 */
public record LabelledImage(
    RgbImage image, Optional<LabelMap> labels, Optional<LabelMap> confidence, Box valid) {

  /** Checks that labels, their confidence and the image have one size. */
  public LabelledImage {
    requireSize("labels", labels, image);
    requireSize("confidence", confidence, image);
  }

  private static void requireSize(String what, Optional<LabelMap> map, RgbImage image) {
    map.ifPresent(
        plane -> {
          if (plane.width() != image.width() || plane.height() != image.height()) {
            throw new IllegalArgumentException(what + " " + plane + " do not fit image " + image);
          }
        });
  }

  /** A picture without labels, valid everywhere. */
  public static LabelledImage of(RgbImage image) {
    return new LabelledImage(image, Optional.empty(), Optional.empty(), whole(image));
  }

  /** A picture with labels, valid everywhere. */
  public static LabelledImage of(RgbImage image, LabelMap labels) {
    return new LabelledImage(image, Optional.of(labels), Optional.empty(), whole(image));
  }

  private static Box whole(RgbImage image) {
    return new Box(0, 0, image.width(), image.height());
  }

  /** The same picture whose labels are as sure as this plane says, 0..255 for 0..1. */
  public LabelledImage withConfidence(LabelMap plane) {
    return new LabelledImage(image, labels, Optional.of(plane), valid);
  }

  int width() {
    return image.width();
  }

  int height() {
    return image.height();
  }

  /** The same labels and valid part with other pixels of the same size. */
  public LabelledImage withImage(RgbImage changed) {
    return new LabelledImage(changed, labels, confidence, valid);
  }

  /** Another size: the image by the given filter, labels always by the nearest pixel. */
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
        confidence.map(map -> map.resized(width, height)),
        box);
  }

  /** Mirrored left to right. */
  public LabelledImage flipped() {
    Box box = new Box(width() - valid.right(), valid.y(), valid.width(), valid.height());
    return new LabelledImage(
        image.flipped(), labels.map(LabelMap::flipped), confidence.map(LabelMap::flipped), box);
  }

  /**
   * A canvas on which this picture lies with its left upper corner at (dx, dy), which may be
   * negative; what lies outside the canvas is cut off, what the picture does not cover is padding.
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
    return new LabelledImage(
        RgbImage.wrap(width, height, rgb),
        labels.map(map -> placed(map, width, height, dx, dy)),
        confidence.map(map -> placed(map, width, height, dx, dy)),
        valid.movedInto(dx, dy, width, height));
  }

  /** A plane on a canvas of 255. */
  private static LabelMap placed(LabelMap map, int width, int height, int dx, int dy) {
    int left = Math.max(0, dx);
    int right = Math.min(width, dx + map.width());
    byte[] out = new byte[width * height];
    Arrays.fill(out, (byte) LabelMap.IGNORE);
    for (int y = Math.max(0, dy); y < Math.min(height, dy + map.height()); y++) {
      int from = (y - dy) * map.width() + left - dx;
      System.arraycopy(map.array(), from, out, y * width + left, right - left);
    }
    return LabelMap.wrap(width, height, out);
  }

  private static void fill(byte[] rgb, PadColour pad) {
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) pad.red();
      rgb[i + 1] = (byte) pad.green();
      rgb[i + 2] = (byte) pad.blue();
    }
  }
}
