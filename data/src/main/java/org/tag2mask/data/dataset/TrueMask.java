package org.tag2mask.data.dataset;

import java.nio.file.Path;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.image.LabelMap;

/**
 * The ground truth of an image, read when asked for: a PNG of class indices, or shapes in an
 * annotation file that are painted on demand. Thread-safe.
 */
public interface TrueMask {

  /** The file it is read from, for messages and to see whether it changed. */
  Path file();

  /**
   * Reads the labels.
   *
   * @return labels 0..K, 255 where nobody knows; new map
   * @throws org.tag2mask.runtime.Tag2MaskException when the file is missing or broken
   */
  LabelMap read();

  /**
   * Reads the labels of an image whose size and classes are known.
   *
   * @param width of the upright image
   * @param height of the upright image
   * @param classes number of classes with background, K+1
   * @throws org.tag2mask.data.image.ImageException MASK_SIZE or MASK_CLASS when it does not fit
   * @throws org.tag2mask.runtime.Tag2MaskException when the file is missing or broken
   */
  default LabelMap read(int width, int height, int classes) {
    LabelMap labels = read();
    PalettePng.checkSize(labels, width, height, file());
    PalettePng.checkClasses(labels, classes, file());
    return labels;
  }

  /** A mask file; see {@link PalettePng}. */
  static TrueMask png(Path file) {
    return new PngMask(file);
  }
}
