package org.tag2mask.runtime.segment;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.UnknownClassException;
import org.tag2mask.runtime.contract.ClassNames;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.CrfStep;
import org.tag2mask.runtime.mask.Decision;
import org.tag2mask.runtime.mask.LabelScores;
import org.tag2mask.runtime.mask.MaskResult;
import org.tag2mask.runtime.recipe.ClassFilter;
import org.tag2mask.runtime.recipe.Refinement.UnaryKind;
import org.tag2mask.runtime.recipe.SegmentRecipe;
import org.tag2mask.runtime.segment.TileGrid.Tile;
import org.tag2mask.runtime.session.SegmenterModel;

/**
 * From an image to its mask by a segmenter, tile by tile. Thread-safe; does not close the model.
 */
public final class SegmentMaker {
  private final SegmenterModel model;
  private final SegmentRecipe recipe;
  private final ScoreExtractor extractor;
  private final Optional<CrfStep> crf;

  /**
   * A maker of masks.
   *
   * @param model the segmenter
   * @param recipe how its logits become masks
   */
  public SegmentMaker(SegmenterModel model, SegmentRecipe recipe) {
    this.model = model;
    this.recipe = recipe;
    this.extractor = new ScoreExtractor(model, recipe.merge());
    this.crf = recipe.crf().map(CrfStep::new);
  }

  /** Where the time of an image went, nanoseconds. */
  private static final class Clock {
    private long segment;
    private long refine;
    private long mask;

    Map<String, Double> milliseconds() {
      Map<String, Double> times = new LinkedHashMap<>();
      times.put("segment", segment / 1e6);
      times.put("refine", refine / 1e6);
      times.put("mask", mask / 1e6);
      return times;
    }
  }

  /**
   * A mask and the scores it was decided by.
   *
   * @param result mask, confidence and times
   * @param scores final scores: probabilities, a plane for background and each class that was asked
   *     for, ascending
   */
  public record Segmentation(MaskResult result, LabelScores scores) {}

  /**
   * Makes the mask of an image.
   *
   * @param image any size
   * @param classIds ids 1..K of the classes the mask may show
   * @return mask, confidence and times
   * @throws UnknownClassException when an id is outside 1..K
   */
  public MaskResult make(RgbImage image, Collection<Integer> classIds) {
    int[] labels = labels(classIds);
    return make(image, labels, (tile, scores) -> {});
  }

  /**
   * Makes the mask of an image and keeps its scores.
   *
   * @param image any size that leaves fewer than 2^31 scores
   * @param classIds ids 1..K of the classes the mask may show
   * @return both
   * @throws UnknownClassException when an id is outside 1..K
   */
  public Segmentation makeWithScores(RgbImage image, Collection<Integer> classIds) {
    int[] labels = labels(classIds);
    int pixels = Math.multiplyExact(image.width(), image.height());
    if ((long) labels.length * pixels > Integer.MAX_VALUE) {
      throw new Tag2MaskException(
          "an image of "
              + image.width()
              + "x"
              + image.height()
              + " with "
              + labels.length
              + " labels has more than 2^31 scores; shrink it or give fewer classes");
    }
    float[] planes = new float[labels.length * pixels];
    MaskResult result =
        make(image, labels, (tile, scores) -> copy(scores, tile, labels, image.width(), planes));
    return new Segmentation(result, new LabelScores(labels, image.width(), image.height(), planes));
  }

  private MaskResult make(RgbImage image, int[] labels, BiConsumer<Tile, LabelScores> keep) {
    int width = image.width();
    Clock clock = new Clock();
    byte[] mask = new byte[Math.multiplyExact(width, image.height())];
    float[] confidence = new float[mask.length];
    for (Tile tile : TileGrid.of(width, image.height(), recipe.tiles())) {
      LabelScores scores = scores(image, tile, labels, clock);
      long start = System.nanoTime();
      byte[] tileMask = new byte[scores.pixels()];
      float[] tileConfidence = new float[tileMask.length];
      Decision.of(scores, recipe.ignore(), tileMask, tileConfidence);
      int columns = tile.x().coreTo() - tile.x().coreFrom();
      for (int y = tile.y().coreFrom(); y < tile.y().coreTo(); y++) {
        int from = inTile(tile, y);
        int to = y * width + tile.x().coreFrom();
        System.arraycopy(tileMask, from, mask, to, columns);
        System.arraycopy(tileConfidence, from, confidence, to, columns);
      }
      keep.accept(tile, scores);
      clock.mask += System.nanoTime() - start;
    }
    boolean given = recipe.classes() == ClassFilter.GIVEN;
    return new MaskResult(
        LabelMap.wrap(width, image.height(), mask),
        confidence,
        mean(mask, confidence),
        given ? Arrays.copyOfRange(labels, 1, labels.length) : new int[0],
        new float[0],
        clock.milliseconds());
  }

  /**
   * Scores of the taken part of a tile; labels that the CRF left out for want of a pixel keep 0.
   */
  private static void copy(LabelScores part, Tile tile, int[] labels, int width, float[] planes) {
    int pixels = planes.length / labels.length;
    int columns = tile.x().coreTo() - tile.x().coreFrom();
    for (int i = 0; i < part.labels().length; i++) {
      int plane = Arrays.binarySearch(labels, part.labels()[i]);
      for (int y = tile.y().coreFrom(); y < tile.y().coreTo(); y++) {
        int from = i * part.pixels() + inTile(tile, y);
        int to = plane * pixels + y * width + tile.x().coreFrom();
        System.arraycopy(part.planes(), from, planes, to, columns);
      }
    }
  }

  /** Where the taken part of an image's row begins in the tile. */
  private static int inTile(Tile tile, int row) {
    return (row - tile.y().from()) * tile.x().length() + tile.x().coreFrom() - tile.x().from();
  }

  /** Final scores of one tile: probabilities, refined by the CRF. */
  private LabelScores scores(RgbImage image, Tile tile, int[] labels, Clock clock) {
    long start = System.nanoTime();
    boolean whole = tile.x().length() == image.width() && tile.y().length() == image.height();
    RgbImage part =
        whole
            ? image
            : image.crop(tile.x().from(), tile.y().from(), tile.x().length(), tile.y().length());
    LabelScores merged = extractor.extract(part, image, labels);
    boolean logits = recipe.crf().map(c -> c.unary() == UnaryKind.LOGITS).orElse(false);
    // Only a CRF may start from logits; everything else wants probabilities.
    if (!logits && !recipe.merge().rule().softmaxFirst()) {
      PlaneSoftmax.apply(merged.planes(), labels.length);
    }
    long segmented = System.nanoTime();
    clock.segment += segmented - start;
    LabelScores winners = crf.isPresent() ? merged.winners() : merged;
    LabelScores refined = merged;
    if (winners.labels().length > 1 && crf.isPresent()) {
      refined = crf.get().apply(part, winners);
    } else if (logits) {
      PlaneSoftmax.apply(merged.planes(), labels.length);
    }
    clock.refine += System.nanoTime() - segmented;
    return refined;
  }

  private int[] labels(Collection<Integer> classIds) {
    ClassNames names = model.contract().classNames();
    for (int id : classIds) {
      if (id < 1 || id > names.foreground()) {
        throw new UnknownClassException(
            "class id "
                + id
                + " is not in 1.."
                + names.foreground()
                + (id == 0 ? " (0 is background, which every image has)" : "")
                + "; the model knows "
                + names);
      }
    }
    return IntStream.concat(
            IntStream.of(0), classIds.stream().mapToInt(Integer::intValue).sorted().distinct())
        .toArray();
  }

  private static double mean(byte[] mask, float[] confidence) {
    double sum = 0;
    int counted = 0;
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] != (byte) LabelMap.IGNORE) {
        sum += confidence[i];
        counted++;
      }
    }
    return counted == 0 ? 0 : sum / counted;
  }
}
