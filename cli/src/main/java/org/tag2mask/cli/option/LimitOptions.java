package org.tag2mask.cli.option;

import com.beust.jcommander.Parameter;
import org.tag2mask.cli.UsageException;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.image.ImageLimits;

/** How many images are taken, and how large they may be. */
public final class LimitOptions {
  /** Only the first images. */
  @Parameter(
      names = "--limit",
      order = 32,
      placeholder = "N",
      description = "take only the first N images")
  private Integer limit;

  /** Largest picture. */
  @Parameter(
      names = "--max-megapixels",
      order = 33,
      placeholder = "N",
      description = "refuse larger images before decoding them")
  private double maxMegapixels = 64;

  /** Largest file. */
  @Parameter(
      names = "--max-megabytes",
      order = 34,
      placeholder = "N",
      description = "refuse larger image files")
  private double maxMegabytes = 100;

  /**
   * The first images.
   *
   * @param all a split, or files
   * @return as many as asked for
   */
  Dataset cut(Dataset all) {
    return limit == null ? all : all.limit(limit);
  }

  /**
   * How large images may be.
   *
   * @return the limits
   */
  public ImageLimits images() {
    try {
      return new ImageLimits(Math.round(maxMegapixels * 1e6), Math.round(maxMegabytes * 1e6));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--max-megapixels or --max-megabytes: " + e.getMessage());
    }
  }

  /** Refuses values that make no sense. */
  void check() {
    if (limit != null && limit < 1) {
      throw new UsageException("--limit is " + limit + ", expected 1 or more");
    }
    images();
  }
}
