package org.tag2mask.batch;

import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.runtime.image.RgbImage;

/** Gives the pixels of a sample. Called by several threads at once. */
@FunctionalInterface
public interface ImageSource {
  /**
   * Reads an image.
   *
   * @param sample the sample
   * @return its pixels
   * @throws org.tag2mask.data.image.ImageException when the image is missing or broken
   */
  RgbImage read(Sample sample);

  /**
   * Image files.
   *
   * @param limits how large they may be
   * @return the source
   */
  static ImageSource files(ImageLimits limits) {
    return sample -> ImageReader.read(sample.image(), limits);
  }
}
