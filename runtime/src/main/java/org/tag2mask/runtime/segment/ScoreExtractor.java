package org.tag2mask.runtime.segment;

import java.util.List;
import java.util.Optional;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.image.MapResize;
import org.tag2mask.runtime.image.MapResize.Axis;
import org.tag2mask.runtime.image.Resampling;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.LabelScores;
import org.tag2mask.runtime.recipe.LogitMerge;
import org.tag2mask.runtime.recipe.LogitMerge.Flip;
import org.tag2mask.runtime.recipe.ScoreMerge;
import org.tag2mask.runtime.recipe.Window;
import org.tag2mask.runtime.session.SegmenterModel;

/**
 * Makes the scores of an image: runs the segmenter at every scale (image and mirror image as one
 * batch of 2), brings the logits of the wanted labels to the image's size, and merges them. Cells
 * lie where the model contract says; what overhangs the image is cropped. Thread-safe; keeps the
 * model but does not close it.
 */
final class ScoreExtractor {
  private final SegmenterModel model;
  private final LogitMerge merge;

  ScoreExtractor(SegmenterModel model, LogitMerge merge) {
    this.model = model;
    this.merge = merge;
    merge.window().ifPresent(window -> requireWholeCells(window, model.stride()));
  }

  private static void requireWholeCells(Window window, int stride) {
    if (window.height() % stride != 0 || window.width() % stride != 0) {
      throw new RecipeException(
          "the window has "
              + window.height()
              + " rows and "
              + window.width()
              + " columns, expected multiples of the model's stride "
              + stride);
    }
  }

  /**
   * Merged logits, or softmaxes where the rule takes these first.
   *
   * @param image the image, or a tile of it
   * @param whole the image that scales are of
   * @param labels class ids, 0 first
   * @return one plane a label, of the size of {@code image}
   */
  LabelScores extract(RgbImage image, RgbImage whole, int[] labels) {
    long samples = (long) labels.length * image.width() * image.height();
    if (samples > Integer.MAX_VALUE) {
      throw new Tag2MaskException(
          "an image of "
              + image.width()
              + "x"
              + image.height()
              + " with "
              + labels.length
              + " labels needs more than 2^31 scores; use a recipe with smaller tiles");
    }
    boolean mirror = merge.flip() == Flip.MIRROR;
    ScoreSum sum = new ScoreSum(merge.rule());
    // CIAN takes the maximum over the scales of each of the two by itself.
    boolean apart = mirror && merge.rule() == ScoreMerge.MEAN_AND_MAX_LOGITS;
    ScoreSum mirrored = apart ? new ScoreSum(merge.rule()) : sum;
    for (double scale : merge.scales()) {
      double factor = merge.factor(scale, whole.width(), whole.height());
      RgbImage scaled = image.scaled(factor, Resampling.BICUBIC);
      List<SegmenterModel.Output> outputs =
          run(mirror ? List.of(scaled, scaled.flipped()) : List.of(scaled));
      sum.add(atPixels(outputs.get(0), image, scaled, labels, false));
      if (mirror) {
        mirrored.add(atPixels(outputs.get(1), image, scaled, labels, true));
      }
    }
    float[] planes = sum.merged();
    if (apart) {
      float[] twin = mirrored.merged();
      for (int i = 0; i < planes.length; i++) {
        planes[i] = 0.5f * (planes[i] + twin[i]);
      }
    }
    return new LabelScores(labels, image.width(), image.height(), planes);
  }

  /** The logits of images of one size, whole or window by window. */
  private List<SegmenterModel.Output> run(List<RgbImage> images) {
    RgbImage first = images.get(0);
    Optional<WindowGrid> grid =
        merge
            .window()
            .filter(w -> first.height() > w.height() || first.width() > w.width())
            .map(w -> new WindowGrid(w, model.stride(), first.height(), first.width()));
    return grid.isEmpty()
        ? model.run(images)
        : images.stream().map(image -> grid.get().run(image, model)).toList();
  }

  private float[] atPixels(
      SegmenterModel.Output output,
      RgbImage image,
      RgbImage scaled,
      int[] labels,
      boolean mirrored) {
    int stride = model.stride();
    Axis rows = Axis.cells((double) stride * image.height() / scaled.height(), image.height());
    Axis columns = Axis.cells((double) stride * image.width() / scaled.width(), image.width());
    if (mirrored) {
      // Cell coordinate u of the image is edge-1-u in its mirror image, whose far edge is here.
      double edge = (double) scaled.width() / stride;
      columns = new Axis(columns.length(), edge - 1 - columns.origin(), -columns.step());
    }
    int pixels = image.width() * image.height();
    int cells = output.height() * output.width();
    float[] planes = new float[labels.length * pixels];
    for (int l = 0; l < labels.length; l++) {
      MapResize.resample(
          output.logits(),
          labels[l] * cells,
          output.height(),
          output.width(),
          rows,
          columns,
          planes,
          l * pixels);
    }
    if (merge.rule().softmaxFirst()) {
      PlaneSoftmax.apply(planes, labels.length);
    }
    return planes;
  }
}
