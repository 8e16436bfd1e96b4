package org.tag2mask.batch;

import java.util.ArrayList;
import java.util.List;
import org.tag2mask.batch.ledger.FailedImage;
import org.tag2mask.batch.ledger.LedgerEntry;
import org.tag2mask.batch.ledger.MadeMask;

/** Counts what a job finishes and passes it on. */
final class Tally implements JobListener {
  private final JobListener listener;
  private final List<FailedImage> failures = new ArrayList<>();
  private int images;
  private int kept;
  private int made;
  private int failed;
  private int lostTags;

  Tally(JobListener listener) {
    this.listener = listener;
  }

  @Override
  public void started(int allImages, int keptMasks) {
    images = allImages;
    kept = keptMasks;
    listener.started(allImages, keptMasks);
  }

  @Override
  public void finished(LedgerEntry entry) {
    if (entry instanceof FailedImage failure) {
      failed++;
      if (failures.size() < JobSummary.NAMED) {
        failures.add(failure);
      }
    } else if (entry instanceof MadeMask mask) {
      made++;
      lostTags += mask.lostTags() ? 1 : 0;
    }
    listener.finished(entry);
  }

  JobSummary summary() {
    return new JobSummary(images, kept, made, failed, failures, lostTags);
  }
}
