package org.tag2mask.data.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;

/**
 * The images of every class and the classes of every image. Images are their positions in the data
 * set, classes are 1..K. Immutable.
 */
public final class ClassIndex {

  private final int[][] tags;
  private final int[][] images;
  private final int[] occurring;

  private ClassIndex(int[][] tags, int classes) {
    this.tags = tags;
    List<List<Integer>> lists = new ArrayList<>();
    for (int id = 0; id <= classes; id++) {
      lists.add(new ArrayList<>());
    }
    for (int image = 0; image < tags.length; image++) {
      for (int tag : tags[image]) {
        lists.get(tag).add(image);
      }
    }
    this.images = lists.stream().map(ClassIndex::array).toArray(int[][]::new);
    List<Integer> some = new ArrayList<>();
    for (int id = 1; id <= classes; id++) {
      if (images[id].length > 0) {
        some.add(id);
      }
    }
    this.occurring = array(some);
  }

  /** The index of a data set. */
  public static ClassIndex of(Dataset data) {
    return of(data.classes().foregroundCount(), data.samples().stream().map(Sample::tags).toList());
  }

  /**
   * The index of some images.
   *
   * @param classes K
   * @param tags the classes of each image, 1..K; may be empty
   * @throws IllegalArgumentException when a class is beyond K
   */
  public static ClassIndex of(int classes, List<? extends Set<Integer>> tags) {
    for (Set<Integer> one : tags) {
      for (int tag : one) {
        if (tag < 1 || tag > classes) {
          throw new IllegalArgumentException("class " + tag + ", expected 1.." + classes);
        }
      }
    }
    return new ClassIndex(
        tags.stream()
            .map(one -> one.stream().mapToInt(tag -> tag).sorted().toArray())
            .toArray(int[][]::new),
        classes);
  }

  private static int[] array(List<Integer> list) {
    return list.stream().mapToInt(value -> value).toArray();
  }

  /** The number of images. */
  public int images() {
    return tags.length;
  }

  /** K. */
  public int classes() {
    return images.length - 1;
  }

  /** How many images have a class. */
  public int count(int id) {
    return images[id].length;
  }

  /** The {@code n}-th image of a class, in the order of the data set. */
  public int image(int id, int n) {
    return images[id][n];
  }

  /** How many classes an image has. */
  public int tagCount(int image) {
    return tags[image].length;
  }

  /** The {@code n}-th class of an image, ascending. */
  public int tag(int image, int n) {
    return tags[image][n];
  }

  /** How many classes have an image at all. */
  public int occurringCount() {
    return occurring.length;
  }

  /** The {@code n}-th class that has an image, ascending. */
  public int occurring(int n) {
    return occurring[n];
  }

  /** Whether two images have a class in common. */
  public boolean shareClass(int a, int b) {
    int i = 0;
    int j = 0;
    while (i < tags[a].length && j < tags[b].length) {
      if (tags[a][i] == tags[b][j]) {
        return true;
      }
      if (tags[a][i] < tags[b][j]) {
        i++;
      } else {
        j++;
      }
    }
    return false;
  }
}
