package org.tag2mask.batch;

import java.util.List;
import org.tag2mask.batch.ledger.FailedImage;

/**
 * How a job ended.
 *
 * @param images images of the job
 * @param kept masks that were valid before
 * @param made masks made now
 * @param failed images that got no mask
 * @param failures the first failed images, at most {@value #NAMED}; all are in the ledger
 * @param lostTags masks made now on which no tag got a pixel
 */
public record JobSummary(
    int images, int kept, int made, int failed, List<FailedImage> failures, int lostTags) {

  /** How many failed images are named. */
  public static final int NAMED = 10;

  /** Copies the list. */
  public JobSummary {
    failures = List.copyOf(failures);
  }

  /**
   * Images the job did not come to.
   *
   * @return above 0 when it was stopped
   */
  public int left() {
    return images - kept - made - failed;
  }
}
