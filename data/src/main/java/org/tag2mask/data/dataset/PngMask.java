package org.tag2mask.data.dataset;

import java.nio.file.Path;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.image.LabelMap;

/** A palette or grey PNG of class indices. */
record PngMask(Path file) implements TrueMask {

  @Override
  public LabelMap read() {
    return PalettePng.read(file);
  }
}
