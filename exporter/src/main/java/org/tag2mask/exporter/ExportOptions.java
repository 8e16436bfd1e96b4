package org.tag2mask.exporter;

import java.util.List;
import org.tag2mask.runtime.contract.ScalesInside;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;

/**
 * Choices about the exported file that leave the network as it is.
 *
 * @param precision of weights and computation; inputs and outputs are the same in both
 * @param scales scales and flips run inside the file; only classifiers can have other than {@link
 *     ScalesInside#PLAIN}
 * @param maps whether a segmenter's logits are brought to the image's size inside the file
 */
public record ExportOptions(Precision precision, ScalesInside scales, MapSize maps) {

  /** The size of the maps a file gives. */
  public enum MapSize {
    /** One cell for each stride of pixels, as the network makes them. */
    CELLS,
    /**
     * One value a pixel: resized bilinearly over the padded image, then cropped to the image. For
     * hosts that only take the largest channel; only segmenters can have it.
     */
    PIXELS
  }

  /** Of weights and computation. */
  public enum Precision {
    /** IEEE binary32. */
    FLOAT32,
    /**
     * IEEE binary16, for GPUs: half the size. Normalisation of the image, statistics over many
     * values, exponentials and the merge of scales stay in float32.
     */
    FLOAT16
  }

  /** float32, one scale, no flip, maps as the network makes them. */
  public static ExportOptions plain() {
    return new ExportOptions(Precision.FLOAT32, ScalesInside.PLAIN, MapSize.CELLS);
  }

  /** The same in float16. */
  public ExportOptions float16() {
    return new ExportOptions(Precision.FLOAT16, scales, maps);
  }

  /**
   * The same with scales and flips inside the file.
   *
   * @param factors scales in order, each in (0, 16]
   * @param flip how the mirrored twin is merged in
   */
  public ExportOptions withScales(List<Double> factors, FlipMerge flip) {
    return new ExportOptions(precision, new ScalesInside(factors, flip), maps);
  }

  /**
   * The same with maps of this size.
   *
   * @param size what a file's maps cover
   */
  public ExportOptions withMaps(MapSize size) {
    return new ExportOptions(precision, scales, size);
  }
}
