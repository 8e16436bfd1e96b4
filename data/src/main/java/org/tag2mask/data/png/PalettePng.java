package org.tag2mask.data.png;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tag2mask.data.image.ImageException;
import org.tag2mask.data.image.ImageException.Kind;
import org.tag2mask.data.image.ImageFile;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.image.LabelMap;

/**
 * Masks as PNG files. Written with 8-bit indices and the VOC palette ({@link VocColours}); read
 * from palette or grey PNGs of 1, 2, 4 or 8 bits, raw values kept, colours never looked at.
 */
public final class PalettePng {

  private static final int MAX_DEPTH = 8;

  private PalettePng() {}

  /**
   * The bytes of a mask file. The same map always gives the same bytes.
   *
   * @param labels values 0..255; not modified
   */
  public static byte[] encode(LabelMap labels) {
    return PngEncoder.encode(
        labels.width(),
        labels.height(),
        PngEncoder.PALETTE,
        8,
        VocColours.palette(),
        labels.array());
  }

  /**
   * Writes a mask atomically.
   *
   * @throws IOException when the file cannot be written; nothing half-written stays
   */
  public static void write(Path file, LabelMap labels) throws IOException {
    AtomicFile.write(file, encode(labels));
  }

  /**
   * Reads the raw indices of a mask, within {@link ImageLimits#DEFAULT}.
   *
   * @throws ImageException when the file is missing, cut off, damaged, no PNG, or a PNG of colours
   *     or 16 bits
   */
  public static LabelMap read(Path file) {
    return decode(ImageFile.bytes(file, ImageLimits.DEFAULT), file.toString(), ImageLimits.DEFAULT);
  }

  /**
   * Reads a mask that belongs to an image.
   *
   * @param file the mask
   * @param width of the upright image
   * @param height of the upright image
   * @param classes number of classes with background, K+1
   * @throws ImageException as {@link #read(Path)}; MASK_SIZE or MASK_CLASS when it does not fit
   */
  public static LabelMap read(Path file, int width, int height, int classes) {
    LabelMap labels = read(file);
    checkSize(labels, width, height, file);
    checkClasses(labels, classes, file);
    return labels;
  }

  /**
   * Decodes the content of a mask file.
   *
   * @param bytes the whole file; not modified
   * @param name the file's name, for messages
   * @param limits the largest picture
   */
  public static LabelMap decode(byte[] bytes, String name, ImageLimits limits) {
    PngDecoder.Samples samples = PngDecoder.decode(bytes, name, limits);
    if (samples.bitDepth() > MAX_DEPTH) {
      throw new ImageException(
          Kind.UNSUPPORTED,
          name + ": a mask of " + samples.bitDepth() + " bits, expected at most " + MAX_DEPTH);
    }
    byte[] labels = new byte[samples.values().length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) samples.values()[i];
    }
    return LabelMap.wrap(samples.width(), samples.height(), labels);
  }

  /**
   * Refuses a mask of another size than its image.
   *
   * @param file the mask's file, for the message
   * @throws ImageException of kind MASK_SIZE
   */
  public static void checkSize(LabelMap labels, int width, int height, Path file) {
    if (labels.width() != width || labels.height() != height) {
      throw new ImageException(
          Kind.MASK_SIZE,
          file
              + ": the mask is "
              + labels.width()
              + " x "
              + labels.height()
              + ", its image "
              + width
              + " x "
              + height
              + "; masks must have the size of the upright image");
    }
  }

  /**
   * Refuses a mask with an index beyond the classes; 255 (ignore) is allowed.
   *
   * @param classes number of classes with background, K+1
   * @param file the mask's file, for the message
   * @throws ImageException of kind MASK_CLASS, naming the first such pixel
   */
  public static void checkClasses(LabelMap labels, int classes, Path file) {
    byte[] values = labels.array();
    for (int i = 0; i < values.length; i++) {
      int label = values[i] & 0xff;
      if (label >= classes && label != LabelMap.IGNORE) {
        throw new ImageException(
            Kind.MASK_CLASS,
            file
                + ": index "
                + label
                + " at x="
                + i % labels.width()
                + " y="
                + i / labels.width()
                + " is beyond the "
                + classes
                + " classes (0.."
                + (classes - 1)
                + ", 255 = ignore); use the class file the masks were made with");
      }
    }
  }

  /**
   * The foreground classes that occur in a mask.
   *
   * @param classes number of classes with background, K+1
   * @param file the mask's file, for the message
   * @return new set of ids 1..K, ascending
   * @throws ImageException of kind MASK_CLASS
   */
  public static SortedSet<Integer> presentClasses(LabelMap labels, int classes, Path file) {
    checkClasses(labels, classes, file);
    long[] counts = labels.counts();
    SortedSet<Integer> present = new TreeSet<>();
    for (int id = 1; id < classes; id++) {
      if (counts[id] > 0) {
        present.add(id);
      }
    }
    return present;
  }
}
