package org.tag2mask.cli.report;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;

/**
 * An image of the report.
 *
 * @param id the image's id, any text; need not be a valid file name
 * @param tags class ids 1..K of its tags, given or predicted; may be empty
 * @param confidence how sure the masks' maker is of this image, usually the mean over its pixels,
 *     0..1; empty when nobody knows
 * @param pixels loads the pictures
 */
public record ReportImage(String id, Set<Integer> tags, OptionalDouble confidence, Pixels pixels) {

  /** Copies the tags and checks the confidence. */
  public ReportImage {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(pixels, "pixels");
    tags = Collections.unmodifiableSet(new TreeSet<>(tags));
    if (confidence.isPresent()
        && !(confidence.getAsDouble() >= 0 && confidence.getAsDouble() <= 1)) {
      throw new IllegalArgumentException(
          "confidence of " + id + " is " + confidence.getAsDouble() + ", expected 0..1");
    }
  }

  /**
   * Loads the pixels of one image. {@link #mask} and {@link #truth} are asked once for every image
   * and again for the shown ones, {@link #picture} and {@link #heatMaps} for the shown ones only;
   * the calls may come from several threads. An {@link IOException} or {@link
   * org.tag2mask.runtime.Tag2MaskException} puts the image among the failed ones and the report
   * goes on.
   */
  public interface Pixels {

    /**
     * The input picture.
     *
     * @return at its full size, upright
     * @throws IOException when it cannot be read
     */
    RgbImage picture() throws IOException;

    /**
     * The mask that was made.
     *
     * @return class ids and 255 (ignore); the size of the picture
     * @throws IOException when it cannot be read
     */
    LabelMap mask() throws IOException;

    /**
     * The true mask.
     *
     * @return class ids and 255 (ignore) at the size of the picture, or empty when unknown
     * @throws IOException when it cannot be read
     */
    default Optional<LabelMap> truth() throws IOException {
      return Optional.empty();
    }

    /**
     * The class activation maps.
     *
     * @return one map a present class, at any size; may be empty
     * @throws IOException when they cannot be read
     */
    default List<HeatMap> heatMaps() throws IOException {
      return List.of();
    }
  }

  /**
   * Pixels that are in memory already.
   *
   * @param picture the input picture
   * @param heatMaps one map a present class
   * @param mask the mask that was made
   * @param truth the true mask, when known
   */
  public record Loaded(
      RgbImage picture, List<HeatMap> heatMaps, LabelMap mask, Optional<LabelMap> truth)
      implements Pixels {

    /** Copies the list of maps. */
    public Loaded {
      heatMaps = List.copyOf(heatMaps);
    }
  }
}
