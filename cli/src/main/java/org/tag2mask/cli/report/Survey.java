package org.tag2mask.cli.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.tag2mask.data.metric.ConfusionMatrix;
import org.tag2mask.data.metric.ScoreRules;
import org.tag2mask.data.metric.ScoreRules.ClassMean;
import org.tag2mask.data.metric.SegmentationScores;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.image.LabelMap;

/** Looks once at every mask (and truth): the numbers of the report, without holding any pixels. */
final class Survey {
  /** Images looked at together; small, so that memory stays flat over any number of images. */
  private static final int CHUNK = 64;

  private final List<ImageScore> scores = new ArrayList<>();
  private final List<FailedImage> failures = new ArrayList<>();
  private final ConfusionMatrix matrix;
  private final long[] labelPixels = new long[256];
  private final int[] maskedImages;
  private final int[] taggedImages;
  private final ScoreRules rules;
  private int withTruth;
  private long pixels;

  /** One image's share; {@code failure} or {@code score} is there. */
  private record Look(
      FailedImage failure, ImageScore score, long[] counts, ConfusionMatrix matrix) {}

  private Survey(int classes, ScoreRules rules) {
    this.matrix = new ConfusionMatrix(classes);
    this.maskedImages = new int[classes];
    this.taggedImages = new int[classes];
    this.rules = rules;
  }

  /**
   * Looks at all images of a report, several at a time.
   *
   * @param input the images
   * @param rules what counts as what in the scores
   * @return the numbers
   */
  static Survey of(ReportInput input, ScoreRules rules) {
    Survey survey = new Survey(input.classes().size(), rules);
    List<ReportImage> images = input.images();
    for (int from = 0; from < images.size(); from += CHUNK) {
      IntStream.range(from, Math.min(images.size(), from + CHUNK))
          .parallel()
          .mapToObj(i -> survey.look(images.get(i), i))
          .toList()
          .forEach(survey::add);
    }
    survey.scores.sort(ImageScore.WORST_FIRST);
    return survey;
  }

  private Look look(ReportImage image, int position) {
    try {
      LabelMap mask = image.pixels().mask();
      checkLabels(mask, "mask");
      Optional<LabelMap> truth = image.pixels().truth();
      if (truth.isPresent()) {
        checkLabels(truth.get(), "true mask");
        checkSize(mask, truth.get());
      }
      return look(image, position, mask, truth);
    } catch (IOException | UncheckedIOException | Tag2MaskException e) {
      return new Look(failure(image, e), null, null, null);
    }
  }

  private Look look(ReportImage image, int position, LabelMap mask, Optional<LabelMap> truth) {
    long[] counts = mask.counts();
    ConfusionMatrix own = null;
    OptionalDouble iou = OptionalDouble.empty();
    SortedSet<Integer> present = new TreeSet<>(image.tags());
    addPresent(counts, present);
    if (truth.isPresent()) {
      own = ConfusionMatrix.of(truth.get(), mask, matrix.classes());
      addPresent(truth.get().counts(), present);
      double mean = SegmentationScores.of(own, rules.withMean(ClassMean.OCCURRING)).meanIou();
      // A truth of nothing but 255 judges nothing.
      iou = Double.isNaN(mean) ? OptionalDouble.empty() : OptionalDouble.of(mean);
    }
    double all = mask.array().length;
    double ignored = counts[LabelMap.IGNORE] / all;
    double foreground = 1 - ignored - counts[0] / all;
    ImageScore score =
        new ImageScore(image, position, iou, Math.max(0, foreground), ignored, present);
    return new Look(null, score, counts, own);
  }

  private void addPresent(long[] counts, SortedSet<Integer> present) {
    for (int id = 1; id < matrix.classes(); id++) {
      if (counts[id] > 0) {
        present.add(id);
      }
    }
  }

  private void add(Look look) {
    if (look.failure != null) {
      failures.add(look.failure);
      return;
    }
    scores.add(look.score);
    for (int label = 0; label < labelPixels.length; label++) {
      labelPixels[label] += look.counts[label];
      pixels += look.counts[label];
      if (look.counts[label] > 0 && label < maskedImages.length) {
        maskedImages[label]++;
      }
    }
    for (int tag : look.score.image().tags()) {
      taggedImages[tag]++;
    }
    if (look.matrix != null) {
      matrix.merge(look.matrix);
      withTruth++;
    }
  }

  private void checkLabels(LabelMap labels, String what) {
    long[] counts = labels.counts();
    for (int label = matrix.classes(); label < LabelMap.IGNORE; label++) {
      if (counts[label] > 0) {
        throw new Tag2MaskException(
            "its "
                + what
                + " has label "
                + label
                + ", expected 0.."
                + (matrix.classes() - 1)
                + " or 255 (ignore); use the class file the masks were made with");
      }
    }
  }

  private static void checkSize(LabelMap mask, LabelMap truth) {
    if (mask.width() != truth.width() || mask.height() != truth.height()) {
      throw new Tag2MaskException(
          "its mask is "
              + mask.width()
              + "x"
              + mask.height()
              + ", its true mask "
              + truth.width()
              + "x"
              + truth.height()
              + "; both must have the size of the picture");
    }
  }

  /** The failure that an exception stands for. */
  static FailedImage failure(ReportImage image, Exception e) {
    Throwable shown = e instanceof UncheckedIOException ? e.getCause() : e;
    String message = shown.getMessage() == null ? "no message" : shown.getMessage();
    return new FailedImage(image.id(), shown.getClass().getSimpleName(), message);
  }

  /** The images that could be looked at, worst first. */
  List<ImageScore> ranking() {
    return List.copyOf(scores);
  }

  /** Images whose mask or truth could not be loaded or does not fit. */
  List<FailedImage> failures() {
    return List.copyOf(failures);
  }

  /** Number of images with truth. */
  int withTruth() {
    return withTruth;
  }

  /** The scores over all images with truth, as {@code evaluate} counts them. */
  SegmentationScores scores() {
    return SegmentationScores.of(matrix, rules);
  }

  /** Share of a label in the pixels of all masks, 0..1; NaN without images. */
  double share(int label) {
    return labelPixels[label] / (double) pixels;
  }

  /** Number of images whose mask has the class. */
  int maskedImages(int id) {
    return maskedImages[id];
  }

  /** Number of images with the tag. */
  int taggedImages(int id) {
    return taggedImages[id];
  }

  /** Mean confidence of the images that have one; empty when none has. */
  OptionalDouble meanConfidence() {
    return scores.stream()
        .filter(score -> score.image().confidence().isPresent())
        .mapToDouble(score -> score.image().confidence().getAsDouble())
        .average();
  }

  /** Foreground classes that any image has by tag, mask or truth, ascending. */
  SortedSet<Integer> classes() {
    SortedSet<Integer> all = new TreeSet<>();
    scores.forEach(score -> all.addAll(score.classes()));
    return all;
  }
}
