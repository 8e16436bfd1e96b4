package org.tag2mask.models.params;

import java.util.Optional;

/**
 * Rows of a transformer's token or position array {@code [1,T,D]} made from those of a plain one: a
 * network with a class token for each class starts from copies of the one class token that
 * pretrained files have, and a grid of positions is brought to another size.
 *
 * <p>The rows are, in this order: {@code classes} times the file's first row; its second row if
 * {@code distilled}; the file's last {@code g²} rows, its grid, resized to {@code grid²}.
 *
 * @param source the name the array has in the file
 * @param classes copies of the first row
 * @param distilled rows of a distillation token, 0 or 1
 * @param grid rows and columns of the grid, 0 for none
 */
public record TokenRows(String source, int classes, int distilled, int grid) {

  /**
   * Makes the rows.
   *
   * @param stored the file's array; not modified
   * @param shape the shape wanted, {@code [1,T,D]}
   * @return new values; empty if the file's array is no array of tokens of that width
   */
  public Optional<Tensor> from(Tensor stored, int[] shape) {
    int[] found = stored.shape();
    if (found.length != 3 || found[0] != 1 || shape.length != 3 || found[2] != shape[2]) {
      return Optional.empty();
    }
    int width = shape[2];
    int side = (int) Math.sqrt(found[1]);
    if (found[1] < 1 + distilled || classes + distilled + grid * grid != shape[1]) {
      return Optional.empty();
    }
    float[] values = new float[shape[1] * width];
    for (int row = 0; row < classes; row++) {
      System.arraycopy(stored.values(), 0, values, row * width, width);
    }
    System.arraycopy(
        stored.values(), width * distilled, values, classes * width, distilled * width);
    int first = (found[1] - side * side) * width;
    float[] resized = GridResize.bicubic(stored.values(), first, side, grid, width);
    System.arraycopy(resized, 0, values, (classes + distilled) * width, resized.length);
    return Optional.of(new Tensor(shape.clone(), values));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("from " + source + ":");
    if (classes > 0) {
      text.append(" its first row ").append(classes).append(classes == 1 ? " time" : " times");
    }
    if (grid > 0) {
      text.append(classes > 0 ? "," : "").append(" its grid as ").append(grid + "x" + grid);
    }
    return text.toString();
  }
}
