package org.tag2mask.data.coco;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Where the annotations of each image are in the file, in arrays of plain numbers. */
final class AnnotationIndex {

  /** Collects annotations in file order. */
  static final class Builder {
    private long[] images = new long[1024];
    private long[] starts = new long[1024];
    private int[] lengths = new int[1024];
    private int[] categories = new int[1024];
    private boolean[] segmented = new boolean[1024];
    private int size;

    void add(long image, int category, long start, int length, boolean hasShape) {
      if (size == images.length) {
        images = Arrays.copyOf(images, 2 * size);
        starts = Arrays.copyOf(starts, 2 * size);
        lengths = Arrays.copyOf(lengths, 2 * size);
        categories = Arrays.copyOf(categories, 2 * size);
        segmented = Arrays.copyOf(segmented, 2 * size);
      }
      images[size] = image;
      starts[size] = start;
      lengths[size] = length;
      categories[size] = category;
      segmented[size] = hasShape;
      size++;
    }

    int size() {
      return size;
    }

    long image(int annotation) {
      return images[annotation];
    }

    int category(int annotation) {
      return categories[annotation];
    }

    long start(int annotation) {
      return starts[annotation];
    }

    /**
     * Groups the annotations by image, keeping their order.
     *
     * @param positions the position of each annotation's image, {@code [size]}
     * @param imageCount number of images
     */
    AnnotationIndex build(int[] positions, int imageCount) {
      int[] first = new int[imageCount + 1];
      for (int position : positions) {
        first[position + 1]++;
      }
      for (int i = 0; i < imageCount; i++) {
        first[i + 1] += first[i];
      }
      int[] next = first.clone();
      int[] order = new int[size];
      for (int annotation = 0; annotation < size; annotation++) {
        order[next[positions[annotation]]++] = annotation;
      }
      return new AnnotationIndex(this, first, order);
    }
  }

  private final Builder all;
  private final int[] first;
  private final int[] order;

  private AnnotationIndex(Builder all, int[] first, int[] order) {
    this.all = all;
    this.first = first;
    this.order = order;
  }

  /** The numbers of the annotations of the image at this position. */
  IntStream of(int position) {
    return Arrays.stream(order, first[position], first[position + 1]);
  }

  int category(int annotation) {
    return all.categories[annotation];
  }

  boolean segmented(int annotation) {
    return all.segmented[annotation];
  }

  /** The byte of its opening brace. */
  long start(int annotation) {
    return all.starts[annotation];
  }

  /** Bytes from brace to brace. */
  int length(int annotation) {
    return all.lengths[annotation];
  }
}
