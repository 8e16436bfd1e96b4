package org.tag2mask.batch;

import java.util.Locale;

/** Whether confidence maps are written beside the masks. */
public enum Confidence {
  /** Only its mean, in the ledger. */
  MEAN_ONLY,
  /** {@code <id>.conf.png} too, {@code round(255 * confidence)}. */
  MAPS;

  /**
   * The word in {@code run.json}.
   *
   * @return lower case
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
