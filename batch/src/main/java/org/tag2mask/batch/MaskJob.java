package org.tag2mask.batch;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tag2mask.batch.ledger.Ledger;
import org.tag2mask.data.dataset.Sample;

/**
 * Makes the masks of many images in a {@link MaskFolder}.
 *
 * <p>Each worker thread takes an image from file to mask on the disk; the calling thread writes the
 * ledger, always after the mask. A process killed at any moment, started again with the same
 * settings, ends with the same masks and the same ledger lines (times aside) as one that was not
 * disturbed. Memory is one image a worker.
 *
 * <p>A broken image is a line in the ledger. A disk that cannot be written ends the job with a
 * {@link BatchException}; masks and lines on the disk by then are whole and valid.
 */
public final class MaskJob {
  private final MaskFolder folder;
  private final RunRecord run;
  private final ImageStep step;
  private final JobOptions options;
  private volatile boolean stopping;

  /**
   * A job.
   *
   * @param folder where the masks go
   * @param run what they have in common; refused when the folder holds masks of other settings
   * @param images gives the pixels
   * @param masks makes a mask
   * @param options workers and resumption
   */
  public MaskJob(
      MaskFolder folder,
      RunRecord run,
      ImageSource images,
      MaskFunction masks,
      JobOptions options) {
    this.folder = folder;
    this.run = run;
    this.step = new ImageStep(folder, images, masks, run.confidence());
    this.options = options;
  }

  /**
   * Ends the job early: images begun are finished, then {@link #run} returns. May be called by any
   * thread, also before the job runs.
   */
  public void stop() {
    stopping = true;
  }

  /**
   * Makes what is missing.
   *
   * @param samples the images; ids must differ
   * @param listener follows the job
   * @return how it ended
   * @throws BatchException when the folder belongs to other settings, another process or other
   *     files, or cannot be written
   */
  public JobSummary run(List<Sample> samples, JobListener listener) {
    refuseTwins(samples);
    Closeable lock = folder.lock();
    try {
      return work(samples, new Tally(listener));
    } catch (IOException e) {
      throw diskFault(folder, e);
    } finally {
      folder.unlock(lock);
    }
  }

  private JobSummary work(List<Sample> samples, Tally tally) throws IOException {
    try (Ledger ledger = new FolderStart(folder, run).open(options.resume(), samples)) {
      List<Sample> todo =
          samples.stream().filter(sample -> !ledger.kept().contains(sample.id())).toList();
      tally.started(samples.size(), samples.size() - todo.size());
      new Crew(todo, step::run, () -> stopping).work(options.workers(), ledger, tally);
      return tally.summary();
    }
  }

  static BatchException diskFault(MaskFolder folder, IOException fault) {
    return new BatchException(
        "the mask folder "
            + folder.root()
            + " cannot be written: "
            + fault.getMessage()
            + "\nMasks made so far are valid. Make room or correct the rights, and start the same"
            + " command again: it goes on from here",
        fault);
  }

  private static void refuseTwins(List<Sample> samples) {
    Set<String> ids = new HashSet<>();
    for (Sample sample : samples) {
      if (!ids.add(sample.id())) {
        throw new BatchException(
            "image id '"
                + sample.id()
                + "' is there twice; expected different ids, because the mask is named by the id:"
                + " correct the list");
      }
    }
  }
}
