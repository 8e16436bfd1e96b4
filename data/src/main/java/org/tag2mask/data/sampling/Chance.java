package org.tag2mask.data.sampling;

import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;

/** Independent sources of chance for the samplers of one seed. */
enum Chance {
  BALANCED,
  PARTNER,
  GROUPS;

  /** The source of draw {@code index} in an epoch. */
  SplittableRandom source(long seed, long epoch, long index) {
    return Draw.source(epochSeed(seed, epoch), index);
  }

  /** The seed of an epoch. */
  long epochSeed(long seed, long epoch) {
    long own = Draw.source(seed, ordinal()).nextLong();
    return Draw.source(own, epoch).nextLong();
  }
}
