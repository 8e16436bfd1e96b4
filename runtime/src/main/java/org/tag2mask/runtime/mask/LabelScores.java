package org.tag2mask.runtime.mask;

import java.util.stream.IntStream;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.MapResize;
import org.tag2mask.runtime.image.MapResize.Axis;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.Grid;

/**
 * A score for background and every present class at every pixel; the mask takes the best. Scores
 * need not sum to 1.
 *
 * @param labels class ids: 0 first, then the present ids ascending
 * @param width pixels
 * @param height pixels
 * @param planes {@code [labels][height*width]}
 */
public record LabelScores(int[] labels, int width, int height, float[] planes) {

  /**
   * Background in front of the maps. Maps on the quarter grid are brought to full size first.
   *
   * @param cams normalised maps, and the further ones the rule looks at; not modified
   * @param background what is background
   * @return new scores; under {@link Background.Regions} 1 for the label of a pixel and 0 for all
   *     others, and 0 for all where it has none
   */
  public static LabelScores of(Cams cams, Background background) {
    if (background instanceof Background.Regions regions) {
      return RegionLabels.of(cams, regions);
    }
    int classes = cams.classIds().length;
    int pixels = Math.multiplyExact(cams.width(), cams.height());
    float[] planes = new float[Math.multiplyExact(classes + 1, pixels)];
    float[] full = fullSize(cams, cams.planes(), classes);
    ((Background.Score) background).score(full, classes, pixels, planes);
    System.arraycopy(full, 0, planes, pixels, classes * pixels);
    return new LabelScores(labels(cams), cams.width(), cams.height(), planes);
  }

  /** Background and the classes of the maps. */
  static int[] labels(Cams cams) {
    int[] labels = new int[cams.classIds().length + 1];
    System.arraycopy(cams.classIds(), 0, labels, 1, cams.classIds().length);
    return labels;
  }

  /** The maps at full size, without further ones; the same ones where they are. */
  static Cams fullSize(Cams cams) {
    if (cams.grid() == Grid.FULL) {
      return cams;
    }
    float[] planes = fullSize(cams, cams.planes(), cams.classIds().length);
    return new Cams(cams.classIds(), cams.width(), cams.height(), Grid.FULL, planes, cams.scores());
  }

  /** Maps on the grid of the cams at full size; the same array where they are. */
  static float[] fullSize(Cams cams, float[] planes, int maps) {
    if (cams.grid() == Grid.FULL) {
      return planes;
    }
    int pixels = cams.width() * cams.height();
    int gridHeight = cams.gridHeight();
    int gridWidth = cams.gridWidth();
    Axis rows = Axis.cells(cams.grid().cell(), cams.height());
    Axis columns = Axis.cells(cams.grid().cell(), cams.width());
    float[] full = new float[maps * pixels];
    for (int c = 0; c < maps; c++) {
      int from = c * gridHeight * gridWidth;
      MapResize.resample(planes, from, gridHeight, gridWidth, rows, columns, full, c * pixels);
    }
    return full;
  }

  /**
   * Pixels of a plane.
   *
   * @return width times height
   */
  public int pixels() {
    return width * height;
  }

  /**
   * The index (not class id) of the best label of every pixel; the first of equals, so background
   * wins ties.
   *
   * @return {@code [height*width]}, unsigned
   */
  public byte[] best() {
    int pixels = pixels();
    byte[] best = new byte[pixels];
    for (int i = 0; i < pixels; i++) {
      float top = planes[i];
      for (int l = 1; l < labels.length; l++) {
        if (planes[l * pixels + i] > top) {
          top = planes[l * pixels + i];
          best[i] = (byte) l;
        }
      }
    }
    return best;
  }

  /**
   * Only background and the labels that are the best of some pixel.
   *
   * @return new scores, or these when every label is
   */
  public LabelScores winners() {
    boolean[] wins = new boolean[labels.length];
    wins[0] = true;
    for (byte label : best()) {
      wins[label & 0xff] = true;
    }
    int[] kept = IntStream.range(0, labels.length).filter(l -> wins[l]).toArray();
    if (kept.length == labels.length) {
      return this;
    }
    float[] few = new float[kept.length * pixels()];
    for (int i = 0; i < kept.length; i++) {
      System.arraycopy(planes, kept[i] * pixels(), few, i * pixels(), pixels());
    }
    int[] ids = IntStream.of(kept).map(l -> labels[l]).toArray();
    return new LabelScores(ids, width, height, few);
  }

  /**
   * As {@link #best}, but {@link LabelMap#IGNORE} where every score is 0.
   *
   * @return {@code [height*width]}, unsigned
   */
  public byte[] bestOrNone() {
    byte[] best = best();
    int pixels = pixels();
    for (int i = 0; i < pixels; i++) {
      if (planes[(best[i] & 0xff) * pixels + i] <= 0) {
        best[i] = (byte) LabelMap.IGNORE;
      }
    }
    return best;
  }
}
