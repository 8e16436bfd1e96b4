package org.tag2mask.runtime.image;

/** The check of crop windows. */
final class Window {
  private Window() {}

  static void check(int x, int y, int w, int h, int width, int height) {
    if (x < 0 || y < 0 || w < 1 || h < 1 || w > width - x || h > height - y) {
      throw new IllegalArgumentException(
          "window x="
              + x
              + " y="
              + y
              + " "
              + w
              + "x"
              + h
              + " is not inside "
              + width
              + "x"
              + height);
    }
  }
}
