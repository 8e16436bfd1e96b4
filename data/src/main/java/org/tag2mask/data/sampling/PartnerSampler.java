package org.tag2mask.data.sampling;

import java.util.Optional;
import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;

/**
 * Partners for given images (the public code of MCIS): a class of the image uniformly, then an
 * image that has it uniformly, which may be the image itself. Thread-safe.
 *
 * @param index the images and their classes
 * @param seed the seed of the run
 */
public record PartnerSampler(ClassIndex index, long seed) {

  /**
   * A partner.
   *
   * @param image position in the data set
   * @param epoch from 0
   * @return the partner and the shared class, or nothing for an image without tags
   */
  public Optional<Pick> partner(int image, long epoch) {
    if (index.tagCount(image) == 0) {
      return Optional.empty();
    }
    SplittableRandom random = Chance.PARTNER.source(seed, epoch, image);
    int classId = index.tag(image, Draw.below(random, index.tagCount(image)));
    return Optional.of(ofClass(classId, random));
  }

  /**
   * One of several partners of an image for a class, as the localisation maps of MCIS take three
   * for each of an image's classes.
   *
   * @param image position in the data set
   * @param classId one of its classes
   * @param number which partner, from 0; partners may repeat
   */
  public Pick partner(int image, int classId, int number) {
    if (index.count(classId) == 0) {
      throw new IllegalArgumentException("no image has class " + classId);
    }
    long ofImage = Chance.PARTNER.epochSeed(~seed, image);
    SplittableRandom random = Draw.source(Draw.source(ofImage, classId).nextLong(), number);
    return ofClass(classId, random);
  }

  private Pick ofClass(int classId, SplittableRandom random) {
    return new Pick(index.image(classId, Draw.below(random, index.count(classId))), classId);
  }
}
