package org.tag2mask.data.overlay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.tag2mask.data.image.JpegFile;
import org.tag2mask.data.png.RgbPng;
import org.tag2mask.data.png.VocColours;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;

/**
 * Lays a mask over its photo: a pixel of label L becomes {@code round((1 - a) * photo + a *
 * colour(L))} with the VOC colours ({@link VocColours}; 255 is ivory). Background pixels stay as
 * they are.
 *
 * @param opacity a, 0 (only the photo) to 1 (only the colours)
 */
public record MaskOverlay(double opacity) {

  /** Half photo, half colour. */
  public static final MaskOverlay DEFAULT = new MaskOverlay(0.5);

  private static final int JPEG_QUALITY = 90;

  /** Checks the range. */
  public MaskOverlay {
    if (!(opacity >= 0 && opacity <= 1)) {
      throw new IllegalArgumentException("opacity is " + opacity + ", expected 0..1");
    }
  }

  /**
   * The picture.
   *
   * @param photo not modified
   * @param labels of the same size; not modified
   * @return a new picture
   * @throws IllegalArgumentException when the sizes differ
   */
  public RgbImage draw(RgbImage photo, LabelMap labels) {
    if (labels.width() != photo.width() || labels.height() != photo.height()) {
      throw new IllegalArgumentException("mask " + labels + " does not fit photo " + photo);
    }
    byte[][] mixed = new byte[3 * 256][];
    byte[] rgb = photo.toBytes();
    byte[] label = labels.array();
    for (int i = 0; i < label.length; i++) {
      int id = label[i] & 0xff;
      if (id != 0) {
        for (int c = 0; c < 3; c++) {
          int key = 3 * id + c;
          if (mixed[key] == null) {
            mixed[key] = mixed(VocColours.rgb(id) >> 16 - 8 * c & 0xff);
          }
          rgb[3 * i + c] = mixed[key][rgb[3 * i + c] & 0xff];
        }
      }
    }
    return RgbImage.wrap(photo.width(), photo.height(), rgb);
  }

  /** What becomes of each photo value under one colour value. */
  private byte[] mixed(int colour) {
    byte[] table = new byte[256];
    for (int v = 0; v < 256; v++) {
      table[v] = (byte) Math.round((1 - opacity) * v + opacity * colour);
    }
    return table;
  }

  /**
   * Draws the picture and writes it atomically.
   *
   * @param file ends in {@code .png}, {@code .jpg} or {@code .jpeg}, which is the format
   * @param photo not modified
   * @param labels of the same size; not modified
   * @throws IllegalArgumentException when the ending is another or the sizes differ
   * @throws IOException when the file cannot be written; nothing half-written stays
   */
  public void write(Path file, RgbImage photo, LabelMap labels) throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    RgbImage picture = draw(photo, labels);
    if (name.endsWith(".png")) {
      RgbPng.write(file, picture);
    } else if (name.endsWith(".jpg") || name.endsWith(".jpeg")) {
      AtomicFile.write(file, JpegFile.encode(picture, JPEG_QUALITY));
    } else {
      throw new IllegalArgumentException(
          file + ": an overlay is written as .png, .jpg or .jpeg, not as this");
    }
  }
}
