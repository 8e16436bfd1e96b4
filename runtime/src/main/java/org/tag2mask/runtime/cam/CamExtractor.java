package org.tag2mask.runtime.cam;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.contract.Preprocessing;
import org.tag2mask.runtime.contract.ScalesInside;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.image.Resampling;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.CamMerge;
import org.tag2mask.runtime.recipe.Placement;
import org.tag2mask.runtime.recipe.TagSource;
import org.tag2mask.runtime.session.ClassifierModel;

/**
 * Makes the maps of an image: runs the classifier at every scale (image and mirror image as one
 * batch of 2), or once when the file holds the scales itself, then merges and normalises the
 * present classes' maps. Thread-safe; keeps the classifier but does not close it.
 */
public final class CamExtractor implements CamSource {
  /** A little under 2^31, for rounding of sides. */
  private static final double MAX_INPUT_BYTES = 2.1e9;

  private final ClassifierModel classifier;
  private final CamMerge merge;
  private final CamMerge mapMerge;
  private final Set<String> extras;
  private final int classes;

  /** Maps of one scale, and those of the mirror image, null when flips are not merged. */
  private record Scale(
      int width, int height, ClassifierModel.Output map, ClassifierModel.Output mirrored) {}

  /**
   * An extractor of the classes' maps.
   *
   * @param classifier the model
   * @param merge scales, flips, placement, grid and normalisation
   * @throws ModelContractException when the file holds other scales or flips than the recipe asks
   */
  public CamExtractor(ClassifierModel classifier, CamMerge merge) {
    this(classifier, merge, Set.of());
  }

  /**
   * An extractor.
   *
   * @param classifier the model
   * @param merge scales, flips, placement, grid and normalisation
   * @param extras further outputs {@code [N,1,h,w]} to merge like the classes' maps
   * @throws ModelContractException when the file holds other scales or flips than the recipe asks,
   *     or lacks one of the further outputs
   */
  public CamExtractor(ClassifierModel classifier, CamMerge merge, Set<String> extras) {
    this.classifier = classifier;
    this.merge = merge;
    this.extras = Set.copyOf(extras);
    requireOutputs();
    if (merge.pairs().isPresent()) {
      throw new ModelContractException(
          "the recipe compares images in pairs, but model "
              + classifier.model().name()
              + " looks at single images; use a model exported with --pairs, or another recipe");
    }
    this.classes = classifier.contract().classNames().foreground();
    ScalesInside inside = classifier.contract().scalesInside();
    if (inside.plain()) {
      this.mapMerge = merge;
      return;
    }
    if (!sorted(inside.scales()).equals(sorted(merge.scales())) || inside.flip() != merge.flip()) {
      throw new ModelContractException(
          "model "
              + classifier.model().name()
              + " runs scales "
              + inside.scales()
              + " with flip "
              + inside.flip()
              + " by itself, but the recipe asks for scales "
              + merge.scales()
              + " with flip "
              + merge.flip()
              + "; use the recipe with the model's scales, or a model exported without scales");
    }
    if (merge.longSide().isPresent()) {
      throw new ModelContractException(
          "model "
              + classifier.model().name()
              + " runs its scales by itself, so the recipe cannot bring images to a long side of "
              + merge.longSide().getAsInt()
              + " first; use a model exported without scales, or leave out the long side");
    }
    // The graph has merged the flips and placed the scales; what is left is one map on its grid.
    this.mapMerge = merge.withFlip(FlipMerge.NONE).withPlacement(Placement.CELLS);
  }

  @Override
  public Cams extract(RgbImage image, Collection<Integer> classIds, Partners partners) {
    return extract(image, classIds);
  }

  @Override
  public Cams extract(RgbImage image, TagSource.Predicted tags, Partners partners) {
    return extract(image, tags);
  }

  /**
   * The maps of the classes given.
   *
   * @param image the image
   * @param classIds ids 1..K of the classes to take; may be empty
   * @return the maps, classes ascending
   * @throws UnknownClassException when an id is outside 1..K
   */
  public Cams extract(RgbImage image, Collection<Integer> classIds) {
    int[] ids = ClassIds.checked(classIds, classifier.contract().classNames());
    return merged(image, run(image), ids);
  }

  /**
   * The maps of the classes the classifier sees.
   *
   * @param image the image
   * @param tags the rule
   * @return the maps, classes ascending; may be none
   */
  public Cams extract(RgbImage image, TagSource.Predicted tags) {
    Scale[] scales = run(image);
    float[] scores = scores(scales);
    int[] ids =
        IntStream.rangeClosed(1, classes).filter(id -> tags.holds(scores[id - 1])).toArray();
    return merged(image, scales, ids);
  }

  private void requireOutputs() {
    for (String extra : extras) {
      if (!classifier.contract().outputs().containsKey(extra)) {
        throw new ModelContractException(
            "the recipe needs the output '"
                + extra
                + "', which model "
                + classifier.model().name()
                + " does not have; its outputs are "
                + classifier.contract().outputs().keySet()
                + ". Use a recipe made for this model, or a model that has the output"
                + " (exported without scales inside)");
      }
    }
  }

  private Scale[] run(RgbImage image) {
    if (!classifier.contract().scalesInside().plain()) {
      ClassifierModel.Output map = classifier.run(List.of(image), extras).get(0);
      return new Scale[] {checked(new Scale(image.width(), image.height(), map, null))};
    }
    Scale[] scales = new Scale[merge.scales().size()];
    for (int i = 0; i < scales.length; i++) {
      boolean flip = merge.flip() != FlipMerge.NONE;
      double factor = merge.factor(merge.scales().get(i), image.width(), image.height());
      refuseTooLarge(image, factor, flip ? 2 : 1);
      RgbImage scaled = image.scaled(factor, Resampling.BICUBIC);
      List<ClassifierModel.Output> maps =
          classifier.run(flip ? List.of(scaled, scaled.flipped()) : List.of(scaled), extras);
      ClassifierModel.Output mirrored = flip ? maps.get(1) : null;
      scales[i] = checked(new Scale(scaled.width(), scaled.height(), maps.get(0), mirrored));
    }
    return scales;
  }

  /** A run's input must fit one buffer, and be told as the image's fault, not as ours. */
  private void refuseTooLarge(RgbImage image, double scale, int images) {
    boolean floats = classifier.contract().preprocessing().place() == Preprocessing.Place.OUTSIDE;
    double samples = 3.0 * images * image.width() * scale * image.height() * scale;
    if (samples * (floats ? Float.BYTES : 1) > MAX_INPUT_BYTES) {
      throw new Tag2MaskException(
          "an image of "
              + image.width()
              + "x"
              + image.height()
              + " at scale "
              + scale
              + " is too large for one run of the model (2 GB); shrink it, or use a recipe with"
              + " smaller scales");
    }
  }

  /** Under CELLS a map of another size than the contract says would land in the wrong place. */
  private Scale checked(Scale scale) {
    int stride = classifier.contract().stride();
    int rows = (scale.height + stride - 1) / stride;
    int columns = (scale.width + stride - 1) / stride;
    if (mapMerge.placement() == Placement.CELLS
        && (scale.map.height() != rows || scale.map.width() != columns)) {
      throw new ModelContractException(
          "model "
              + classifier.model().name()
              + " gave a map of "
              + scale.map.width()
              + "x"
              + scale.map.height()
              + " for an image of "
              + scale.width
              + "x"
              + scale.height
              + "; its contract says stride "
              + stride
              + ", so "
              + columns
              + "x"
              + rows
              + " was expected: correct the stride, or use a recipe with placement stretch");
    }
    return scale;
  }

  private float[] scores(Scale[] scales) {
    float[] scores = new float[classes];
    for (int c = 0; c < classes; c++) {
      double sum = 0;
      for (Scale scale : scales) {
        float score = scale.map.score()[c];
        sum += scale.mirrored == null ? score : 0.5f * (score + scale.mirrored.score()[c]);
      }
      scores[c] = (float) (sum / scales.length);
    }
    return scores;
  }

  private Cams merged(RgbImage image, Scale[] scales, int[] ids) {
    if ((ids.length + 1.0) * image.width() * image.height() > Integer.MAX_VALUE) {
      throw new Tag2MaskException(
          "an image of "
              + image.width()
              + "x"
              + image.height()
              + " with "
              + ids.length
              + " classes needs more than 2^31 scores; shrink it or give fewer tags");
    }
    int[] channels = Arrays.stream(ids).map(id -> id - 1).toArray();
    float[] planes = summed(image, scales, ClassifierModel.Output::cam, channels);
    int samples = mapMerge.grid().length(image.width()) * mapMerge.grid().length(image.height());
    mapMerge.normalization().apply(planes, ids.length, samples);
    Map<String, float[]> further = new HashMap<>();
    for (String extra : extras) {
      further.put(extra, summed(image, scales, map -> map.extras().get(extra), new int[] {0}));
    }
    return new Cams(
        ids, image.width(), image.height(), mapMerge.grid(), planes, scores(scales), further);
  }

  private float[] summed(
      RgbImage image,
      Scale[] scales,
      Function<ClassifierModel.Output, float[]> maps,
      int[] channels) {
    MapSum sum =
        new MapSum(
            mapMerge, classifier.contract().stride(), image.width(), image.height(), channels);
    for (Scale scale : scales) {
      sum.add(
          maps.apply(scale.map),
          scale.mirrored == null ? null : maps.apply(scale.mirrored),
          scale.map.height(),
          scale.map.width(),
          scale.width,
          scale.height);
    }
    refuseNonFinite(sum.sum());
    return sum.sum();
  }

  private void refuseNonFinite(float[] planes) {
    for (float value : planes) {
      if (!Float.isFinite(value)) {
        throw new Tag2MaskException(
            "model "
                + classifier.model().name()
                + " gave a map with "
                + value
                + "; expected finite values. Export it in float32 if it is a float16 file");
      }
    }
  }

  private static List<Double> sorted(List<Double> scales) {
    return scales.stream().sorted().toList();
  }
}
