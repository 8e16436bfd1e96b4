package org.tag2mask.data.png;

import java.io.IOException;
import java.nio.file.Path;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.image.RgbImage;

/** RGB pictures as PNG files, written without any library. */
public final class RgbPng {

  private RgbPng() {}

  /** The bytes of an 8-bit RGB PNG. The same picture always gives the same bytes. */
  public static byte[] encode(RgbImage image) {
    return PngEncoder.encode(image.width(), image.height(), PngEncoder.RGB, 8, null, image.array());
  }

  /**
   * Writes a picture atomically.
   *
   * @throws IOException when the file cannot be written; nothing half-written stays
   */
  public static void write(Path file, RgbImage image) throws IOException {
    AtomicFile.write(file, encode(image));
  }
}
