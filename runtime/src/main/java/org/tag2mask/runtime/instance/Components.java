package org.tag2mask.runtime.instance;

/**
 * Connected components of a region: cells that touch along an edge (4-neighbours) belong together.
 *
 * @param labels component by cell, from 1 in the order in which they are met row by row; 0 outside
 *     the region
 * @param count number of components
 */
record Components(int[] labels, int count) {

  /**
   * Finds the components.
   *
   * @param region {@code [height*width]}; not modified
   * @param height rows
   * @param width columns
   */
  static Components of(boolean[] region, int height, int width) {
    int[] labels = new int[height * width];
    int[] waiting = new int[height * width];
    int count = 0;
    for (int start = 0; start < labels.length; start++) {
      if (!region[start] || labels[start] != 0) {
        continue;
      }
      count++;
      int size = 0;
      waiting[size++] = start;
      labels[start] = count;
      while (size > 0) {
        int cell = waiting[--size];
        int x = cell % width;
        size = visit(x > 0, cell - 1, count, region, labels, waiting, size);
        size = visit(x < width - 1, cell + 1, count, region, labels, waiting, size);
        size = visit(cell >= width, cell - width, count, region, labels, waiting, size);
        size =
            visit(cell + width < labels.length, cell + width, count, region, labels, waiting, size);
      }
    }
    return new Components(labels, count);
  }

  private static int visit(
      boolean inside,
      int cell,
      int label,
      boolean[] region,
      int[] labels,
      int[] waiting,
      int size) {
    if (inside && region[cell] && labels[cell] == 0) {
      labels[cell] = label;
      waiting[size] = cell;
      return size + 1;
    }
    return size;
  }
}
