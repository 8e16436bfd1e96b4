package org.tag2mask.crf;

import java.util.Objects;
import org.tag2mask.crf.pamr.AlignedResize;
import org.tag2mask.crf.pamr.Neighbours;
import org.tag2mask.crf.pamr.PaddedPlane;

/**
 * Pixel-adaptive mask refinement: every pixel's soft mask becomes, again and again, the average of
 * its neighbours at several distances, weighted by colour likeness relative to the local contrast.
 * Borders are repeated outwards; a pixel has no weight for itself. Memory: 8 floats a pixel and
 * dilation.
 *
 * <p>Source: Araslanov and Roth, "Single-stage semantic segmentation from image labels", CVPR 2020,
 * Section 3.3; agrees with the authors' code. Immutable and safe to share between threads.
 */
public final class Pamr implements Refiner {
  private final PamrSettings settings;

  /** A refiner with the given settings. */
  public Pamr(PamrSettings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /** The settings. */
  public PamrSettings settings() {
    return settings;
  }

  @Override
  public CrfResult refine(int width, int height, byte[] rgb, float[] probabilities, int labels) {
    Checks.between("width", width, 1, Integer.MAX_VALUE);
    Checks.between("height", height, 1, Integer.MAX_VALUE);
    long pixels = (long) width * height;
    Checks.between("width * height", pixels, 1, DenseCrf.MAX_PIXELS);
    Checks.length("rgb", rgb.length, 3 * pixels, "width * height * 3");
    float[] image = new float[(int) Math.min(Integer.MAX_VALUE - 8, 3 * pixels)];
    for (int c = 0; c < 3; c++) {
      for (int p = 0; p < pixels; p++) {
        image[c * (int) pixels + p] = rgb[3 * p + c] & 0xff;
      }
    }
    return refine(width, height, image, 3, probabilities, width, height, labels);
  }

  /**
   * Refines the mask of an image of any number of channels; a mask of another size is first resized
   * bilinearly with aligned corners. Scale and offset of a channel do not matter.
   *
   * @param width W of the image
   * @param height H of the image
   * @param image planar {@code [C][H*W]}, finite, not modified
   * @param channels C, at least 1
   * @param mask planar {@code [L][maskHeight*maskWidth]}, finite, not modified
   * @param maskWidth width of the mask
   * @param maskHeight height of the mask
   * @param labels L
   * @return the refined mask {@code [L][H*W]}; not normalised over the labels
   */
  public CrfResult refine(
      int width,
      int height,
      float[] image,
      int channels,
      float[] mask,
      int maskWidth,
      int maskHeight,
      int labels) {
    check(width, height, image, channels, mask, maskWidth, maskHeight, labels);
    int pixels = width * height;
    int margin = settings.dilations().stream().mapToInt(Integer::intValue).max().orElseThrow();
    PaddedPlane[] planes = new PaddedPlane[channels];
    for (int c = 0; c < channels; c++) {
      planes[c] = new PaddedPlane(width, height, margin);
      planes[c].load(image, c * pixels);
    }
    Neighbours neighbours = new Neighbours(planes, settings.dilations());
    float[] refined = new float[labels * pixels];
    PaddedPlane plane = planes[0];
    for (int l = 0; l < labels; l++) {
      AlignedResize.resize(
          mask,
          l * maskWidth * maskHeight,
          maskWidth,
          maskHeight,
          refined,
          l * pixels,
          width,
          height);
      for (int t = 0; t < settings.iterations(); t++) {
        plane.load(refined, l * pixels);
        neighbours.average(plane, refined, l * pixels);
      }
    }
    return new CrfResult(
        width, height, labels, refined, best(refined, labels, pixels), CrfTrace.NONE);
  }

  private void check(
      int width,
      int height,
      float[] image,
      int channels,
      float[] mask,
      int maskWidth,
      int maskHeight,
      int labels) {
    Checks.between("width", width, 1, Integer.MAX_VALUE);
    Checks.between("height", height, 1, Integer.MAX_VALUE);
    Checks.between("maskWidth", maskWidth, 1, Integer.MAX_VALUE);
    Checks.between("maskHeight", maskHeight, 1, Integer.MAX_VALUE);
    Checks.between("channels", channels, 1, 1024);
    Checks.between("labels", labels, 1, DenseCrf.MAX_LABELS);
    long pixels = (long) width * height;
    Checks.between("width * height", pixels, 1, DenseCrf.MAX_PIXELS);
    long maskPixels = (long) maskWidth * maskHeight;
    Checks.length("image", image.length, channels * pixels, "channels * width * height");
    Checks.length("mask", mask.length, labels * maskPixels, "labels * maskWidth * maskHeight");
    Checks.finite("image", image);
    Checks.finite("mask", mask);
    long bytes = 4 * pixels * (8L * settings.dilations().size() + 2L * channels + labels);
    MemoryNeed.check("PAMR of " + width + " x " + height + " pixels", bytes);
    Checks.between("labels * width * height", labels * pixels, 1, Integer.MAX_VALUE - 8);
  }

  private static byte[] best(float[] refined, int labels, int pixels) {
    byte[] best = new byte[pixels];
    for (int p = 0; p < pixels; p++) {
      int top = 0;
      for (int l = 1; l < labels; l++) {
        if (refined[l * pixels + p] > refined[top * pixels + p]) {
          top = l;
        }
      }
      best[p] = (byte) top;
    }
    return best;
  }
}
