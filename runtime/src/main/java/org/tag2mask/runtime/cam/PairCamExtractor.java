package org.tag2mask.runtime.cam;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.image.Resampling;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.CamMerge;
import org.tag2mask.runtime.recipe.CamNormalization;
import org.tag2mask.runtime.recipe.PairMaps;
import org.tag2mask.runtime.recipe.SelfPair;
import org.tag2mask.runtime.recipe.TagSource;
import org.tag2mask.runtime.session.PairModel;

/**
 * Makes the maps of an image from what it shares with others: for each class the average over its
 * pairs of {@code map / max(map)}, as {@link PairMaps} says, each map merged over the recipe's
 * scales and flips of the image. A pair that is not counted still divides the average. Thread-safe;
 * keeps the model but does not close it.
 */
public final class PairCamExtractor implements CamSource {
  private final PairModel model;
  private final CamMerge merge;
  private final PairMaps pairs;
  private final int classes;

  /**
   * An extractor.
   *
   * @param model the model
   * @param merge scales, flips, placement, grid and normalisation, with a rule for pairs
   * @throws RecipeException when it has no rule for pairs
   */
  public PairCamExtractor(PairModel model, CamMerge merge) {
    this.model = model;
    this.merge = merge;
    this.pairs =
        merge
            .pairs()
            .orElseThrow(
                () ->
                    new RecipeException(
                        "model "
                            + model.model().name()
                            + " looks at pairs of images, and the recipe does not say how; use the"
                            + " preset mcis-voc, or a model exported for single images"));
    this.classes = model.model().contract().classNames().foreground();
  }

  @Override
  public Cams extract(RgbImage image, Collection<Integer> classIds, Partners partners) {
    int[] ids = ClassIds.checked(classIds, model.model().contract().classNames());
    return averaged(image, ids, partners, score(image));
  }

  @Override
  public Cams extract(RgbImage image, TagSource.Predicted tags, Partners partners) {
    float[] score = score(image);
    int[] ids = IntStream.rangeClosed(1, classes).filter(id -> tags.holds(score[id - 1])).toArray();
    return averaged(image, ids, partners, score);
  }

  /** What the image shows by itself, whatever it is compared with. */
  private float[] score(RgbImage image) {
    RgbImage small = fitted(image);
    return model.run(List.of(small), List.of(small)).get(0).score();
  }

  private Cams averaged(RgbImage image, int[] ids, Partners partners, float[] score) {
    int samples = merge.grid().length(image.width()) * merge.grid().length(image.height());
    float[] planes = new float[Math.multiplyExact(ids.length, samples)];
    List<RgbImage> copies = pairs.selfPairs().stream().map(self -> copy(self, image)).toList();
    // What is shared with a copy is the same for all classes, so each copy is run once.
    List<float[]> ofCopies = new ArrayList<>();
    List<boolean[]> countCopies = new ArrayList<>();
    for (RgbImage copy : copies) {
      boolean[] counted = new boolean[ids.length];
      ofCopies.add(shared(image, copy, ids, counted));
      countCopies.add(counted);
    }
    for (int c = 0; c < ids.length; c++) {
      List<RgbImage> others = others(image, ids[c], partners, copies.isEmpty());
      boolean first = true;
      for (RgbImage other : others) {
        boolean[] counted = new boolean[1];
        float[] map = shared(image, fitted(other), new int[] {ids[c]}, counted);
        add(planes, c, map, 0, samples, first || counted[0]);
        first = false;
      }
      for (int i = 0; i < copies.size(); i++) {
        add(planes, c, ofCopies.get(i), c, samples, first || countCopies.get(i)[c]);
        first = false;
      }
      float number = others.size() + copies.size();
      for (int i = c * samples; i < (c + 1) * samples; i++) {
        planes[i] /= number;
      }
    }
    merge.normalization().apply(planes, ids.length, samples);
    return new Cams(ids, image.width(), image.height(), merge.grid(), planes, score);
  }

  /** The partners of a class; the image itself where there would be nothing to compare with. */
  private List<RgbImage> others(RgbImage image, int id, Partners partners, boolean alone) {
    List<RgbImage> others = pairs.partners() == 0 ? List.of() : partners.of(id, pairs.partners());
    return others.isEmpty() && alone ? List.of(image) : others;
  }

  private RgbImage copy(SelfPair self, RgbImage image) {
    return self.of(fitted(image));
  }

  /** Shrunk so that its long side is no longer than the rule allows. */
  private RgbImage fitted(RgbImage image) {
    double factor = fit(image);
    return factor < 1 ? image.scaled(factor, Resampling.BICUBIC) : image;
  }

  private double fit(RgbImage image) {
    return Math.min(1, (double) pairs.longSide() / Math.max(image.width(), image.height()));
  }

  private static void add(
      float[] planes, int to, float[] maps, int from, int samples, boolean counted) {
    if (!counted) {
      return;
    }
    float most = 0;
    for (int i = from * samples; i < (from + 1) * samples; i++) {
      most = Math.max(most, maps[i]);
    }
    if (most > 0) {
      for (int i = 0; i < samples; i++) {
        planes[to * samples + i] += maps[from * samples + i] / most;
      }
    }
  }

  /**
   * The maps {@code [ids][samples]} of what an image shares with another, merged over scales and
   * flips.
   *
   * @param counted filled: whether the pair is probable enough for each class
   */
  private float[] shared(RgbImage image, RgbImage other, int[] ids, boolean[] counted) {
    int[] channels = Arrays.stream(ids).map(id -> id - 1).toArray();
    MapSum sum =
        new MapSum(
            merge.withNormalization(CamNormalization.NONE),
            model.model().contract().stride(),
            image.width(),
            image.height(),
            channels);
    boolean flips = merge.flip() != FlipMerge.NONE;
    double[] scores = new double[ids.length];
    for (double scale : merge.scales()) {
      double factor = scale * fit(image);
      RgbImage scaled = factor == 1 ? image : image.scaled(factor, Resampling.BICUBIC);
      List<PairModel.Output> outputs =
          flips
              ? model.run(List.of(scaled, scaled.flipped()), List.of(other, other))
              : model.run(List.of(scaled), List.of(other));
      PairModel.Output map = outputs.get(0);
      refuseNonFinite(map.map());
      sum.add(
          map.map(),
          flips ? outputs.get(1).map() : null,
          map.height(),
          map.width(),
          scaled.width(),
          scaled.height());
      for (int c = 0; c < ids.length; c++) {
        for (PairModel.Output output : outputs) {
          scores[c] += output.sharedScore()[channels[c]] / (outputs.size() * merge.scales().size());
        }
      }
    }
    for (int c = 0; c < ids.length; c++) {
      counted[c] = 1 / (1 + Math.exp(-scores[c])) > pairs.leastScore();
    }
    return sum.sum();
  }

  private void refuseNonFinite(float[] map) {
    for (float value : map) {
      if (!Float.isFinite(value)) {
        throw new Tag2MaskException(
            "model "
                + model.model().name()
                + " gave a map with "
                + value
                + "; expected finite values. Export it in float32 if it is a float16 file");
      }
    }
  }
}
