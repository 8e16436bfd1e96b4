package org.tag2mask.batch;

import org.tag2mask.batch.ledger.LedgerEntry;

/** Follows a job. Called by the thread that runs it, never by two threads at once. */
public interface JobListener {
  /** Hears nothing. */
  JobListener NONE =
      new JobListener() {
        @Override
        public void started(int images, int kept) {}

        @Override
        public void finished(LedgerEntry entry) {}
      };

  /**
   * The folder is ready and work begins.
   *
   * @param images images of the job
   * @param kept how many of them have a valid mask already
   */
  void started(int images, int kept);

  /**
   * An image is finished and its ledger line is on the disk.
   *
   * @param entry its line
   */
  void finished(LedgerEntry entry);
}
