package org.tag2mask.runtime.recipe;

import java.util.List;
import org.tag2mask.runtime.RecipeException;

/**
 * How maps are made from pairs of images (Sun et al. 2020, public code). For each class, an image
 * is paired with some partners that have the class and with changed copies of itself; the map of
 * what it shares with each is divided by its largest value, and these are averaged.
 *
 * @param partners images of the class to pair with, 0 or more
 * @param selfPairs changed copies of the image itself
 * @param leastScore a pair whose probability of the class is not above this adds nothing to the
 *     average, the first one apart; 0..1
 * @param longSide images with a longer side are shrunk to it first: what the cells of two images
 *     have in common takes memory of the product of their numbers
 * @param seed of the draw of partners, where a program draws them
 */
public record PairMaps(
    int partners, List<SelfPair> selfPairs, double leastScore, int longSide, long seed) {
  private static final int MOST_PARTNERS = 100;

  /** Three partners, the mirror image, three quarters and twice the size, as the public code. */
  public static final PairMaps MCIS =
      new PairMaps(
          3,
          List.of(new SelfPair.Mirrored(), new SelfPair.Scaled(0.75), new SelfPair.Scaled(2)),
          0.1,
          512,
          0);

  /** Copies the list and checks the ranges. */
  public PairMaps {
    selfPairs = List.copyOf(selfPairs);
    if (partners < 0 || partners > MOST_PARTNERS) {
      throw new RecipeException(
          "an image is paired with 0 to " + MOST_PARTNERS + " partners, found " + partners);
    }
    if (!(leastScore >= 0 && leastScore <= 1)) {
      throw new RecipeException("least_score must be a probability 0..1, found " + leastScore);
    }
    if (longSide < 16) {
      throw new RecipeException("long_side must be at least 16 pixels, found " + longSide);
    }
  }

  /** The same with another number of partners. */
  public PairMaps withPartners(int number) {
    return new PairMaps(number, selfPairs, leastScore, longSide, seed);
  }
}
