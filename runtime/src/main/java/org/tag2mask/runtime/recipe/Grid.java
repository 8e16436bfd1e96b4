package org.tag2mask.runtime.recipe;

/** The grid on which maps of all scales meet. */
public enum Grid {
  /** One sample a pixel. */
  FULL(1),
  /** One sample for 4x4 pixels, {@code ceil(H/4) x ceil(W/4)}: what the random walk of IRN uses. */
  QUARTER(4);

  private final int cell;

  Grid(int cell) {
    this.cell = cell;
  }

  /**
   * Pixels a sample covers in each direction.
   *
   * @return 1 or 4
   */
  public int cell() {
    return cell;
  }

  /**
   * Samples along a side.
   *
   * @param side pixels
   * @return {@code ceil(side / cell())}
   */
  public int length(int side) {
    return (side + cell - 1) / cell;
  }
}
