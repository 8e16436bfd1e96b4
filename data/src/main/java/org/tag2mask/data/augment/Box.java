package org.tag2mask.data.augment;

/**
 * A rectangle of pixels.
 *
 * @param x left column
 * @param y top row
 * @param width columns, not negative
 * @param height rows, not negative
 */
public record Box(int x, int y, int width, int height) {

  /** The column right of the box. */
  public int right() {
    return x + width;
  }

  /** The row below the box. */
  public int bottom() {
    return y + height;
  }

  /** Whether a pixel is inside. */
  public boolean contains(int column, int row) {
    return column >= x && column < right() && row >= y && row < bottom();
  }

  /** The part inside {@code [0,width) x [0,height)} after moving by (dx, dy); may be empty. */
  Box movedInto(int dx, int dy, int areaWidth, int areaHeight) {
    int left = Math.max(0, Math.min(areaWidth, x + dx));
    int top = Math.max(0, Math.min(areaHeight, y + dy));
    int newRight = Math.max(left, Math.min(areaWidth, right() + dx));
    int newBottom = Math.max(top, Math.min(areaHeight, bottom() + dy));
    return new Box(left, top, newRight - left, newBottom - top);
  }
}
