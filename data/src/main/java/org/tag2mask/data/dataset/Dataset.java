package org.tag2mask.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A checked list of samples with their classes. Immutable.
 *
 * @param root the folder it was opened from
 * @param split the name of the split, such as {@code train}
 * @param classes the classes, background first
 * @param samples at least one sample, in the order of the list file (or by name)
 */
public record Dataset(Path root, String split, ClassList classes, List<Sample> samples) {

  /** Copies the list. */
  public Dataset {
    samples = List.copyOf(samples);
  }

  /** The number of samples. */
  public int size() {
    return samples.size();
  }

  /** The samples in a seeded random order; see {@link SeededOrder#permutation(int, long)}. */
  public List<Sample> shuffled(long seed) {
    return Arrays.stream(SeededOrder.permutation(samples.size(), seed))
        .mapToObj(samples::get)
        .toList();
  }

  /** The first {@code limit} samples, or all when there are fewer. */
  public Dataset limit(int limit) {
    List<Sample> first = samples.subList(0, Math.min(limit, samples.size()));
    return new Dataset(root, split, classes, first);
  }

  /** Only the samples with at least one tag, as classifier training needs them. */
  public Dataset tagged() {
    return new Dataset(
        root, split, classes, samples.stream().filter(s -> !s.tags().isEmpty()).toList());
  }

  /** Only the samples that have a mask. */
  public Dataset masked() {
    return new Dataset(
        root, split, classes, samples.stream().filter(s -> s.mask().isPresent()).toList());
  }

  /** The sample with this id. */
  public Optional<Sample> sample(String id) {
    return samples.stream().filter(s -> s.id().equals(id)).findFirst();
  }

  /**
   * The tags of a sample as a row of K zeros and ones, the target of multi-label training.
   *
   * @return new array; element k is 1 when class k+1 is tagged
   */
  public float[] target(Sample sample) {
    float[] row = new float[classes.foregroundCount()];
    for (int tag : sample.tags()) {
      row[tag - 1] = 1;
    }
    return row;
  }

  /** The names of the tags of a sample, in class order. */
  public List<String> tagNames(Sample sample) {
    List<String> names = new ArrayList<>();
    sample.tags().forEach(tag -> names.add(classes.name(tag)));
    return names;
  }
}
