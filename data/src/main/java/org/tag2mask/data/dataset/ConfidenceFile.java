package org.tag2mask.data.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tag2mask.data.augment.ScoreMaps;
import org.tag2mask.data.image.ImageException;
import org.tag2mask.data.png.GreyPng;

/**
 * The confidence map that may lie beside a made mask: {@code ID.conf.png} beside {@code ID.png}.
 */
public final class ConfidenceFile {
  private static final String SUFFIX = ".conf.png";

  private ConfidenceFile() {}

  /**
   * The map of a mask.
   *
   * @param mask a mask file
   * @return nothing when there is no such file, as beside true masks
   */
  public static Optional<Path> beside(Path mask) {
    String name = mask.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    return Optional.of(mask.resolveSibling(stem + SUFFIX)).filter(Files::isRegularFile);
  }

  /**
   * Reads a map.
   *
   * @param width of its mask
   * @param height of its mask
   * @return one plane of values 0..1
   * @throws ImageException when it is missing, broken or of another size
   */
  public static ScoreMaps read(Path file, int width, int height) {
    GreyPng.Plane plane = GreyPng.read(file);
    if (plane.width() != width || plane.height() != height) {
      throw new ImageException(
          ImageException.Kind.MASK_SIZE,
          file
              + ": the confidence is "
              + plane.width()
              + " x "
              + plane.height()
              + ", its mask "
              + width
              + " x "
              + height
              + "; make the masks again");
    }
    return new ScoreMaps(1, width, height, plane.values());
  }
}
