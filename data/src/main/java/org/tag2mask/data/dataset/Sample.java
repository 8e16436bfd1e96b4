package org.tag2mask.data.dataset;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One image of a data set.
 *
 * @param id the name without extension; may have folders in it ({@code n01/img_7})
 * @param image the image file
 * @param mask the ground-truth mask, when there is one
 * @param tags the classes 1..K noted for the image, in ascending order; empty when nothing is in it
 *     or nothing is known about it
 */
public record Sample(String id, Path image, Optional<TrueMask> mask, Set<Integer> tags) {

  /** Copies the tags. */
  public Sample {
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
  }

  /** The same sample with other tags. */
  public Sample withTags(Set<Integer> newTags) {
    return new Sample(id, image, mask, newTags);
  }
}
