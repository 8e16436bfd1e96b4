package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tag2mask.batch.JobListener;
import org.tag2mask.batch.JobSummary;
import org.tag2mask.batch.MaskJob;
import org.tag2mask.batch.ledger.FailedImage;
import org.tag2mask.batch.ledger.LedgerEntry;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.terminal.Console;
import org.tag2mask.cli.terminal.Progress;
import org.tag2mask.data.dataset.Sample;

/**
 * A job that fills a mask folder, as the person at the terminal sees it: progress, what failed, how
 * it ended.
 *
 * @param event what the job is called where it reports: {@code masks}, {@code segment}
 * @param what what is made, in the plural: {@code masks}, {@code labels}
 * @param one of them, as in "got no mask"
 * @param lostTags what to do about images whose tags are nowhere to be seen
 */
record FolderJob(String event, String what, String one, String lostTags) {

  /** A job called after what it makes. */
  FolderJob(String what, String one, String lostTags) {
    this(what, what, one, lostTags);
  }

  /**
   * Runs a job to its end or interruption.
   *
   * @param job the job
   * @param samples its images
   * @param out its folder, for the messages
   * @param session console and interrupts
   * @return the exit code
   */
  int run(MaskJob job, List<Sample> samples, Path out, Session session) {
    long start = System.nanoTime();
    JobSummary summary;
    try (Follower follower = new Follower(session.console())) {
      summary = session.interrupts().during(job::stop, () -> job.run(samples, follower));
    }
    return report(out, summary, (System.nanoTime() - start) / 1e9, session.console());
  }

  private int report(Path out, JobSummary summary, double seconds, Console console) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("images", summary.images());
    fields.put("made", summary.made());
    fields.put("kept", summary.kept());
    fields.put("failed", summary.failed());
    fields.put("left", summary.left());
    fields.put("seconds", Math.round(seconds * 10) / 10.0);
    fields.put("out", out.toString());
    for (FailedImage failure : summary.failures()) {
      console.warn(
          failure.id() + " got no " + one + " (" + failure.error() + "): " + failure.message());
    }
    if (summary.lostTags() > 0) {
      console.warn(
          summary.lostTags()
              + " "
              + what
              + " show none of their image's tags (\"lost_tags\" in the ledger); "
              + lostTags);
    }
    console.result(
        event,
        fields,
        String.format(
            Locale.ROOT,
            "%s: %d made, %d kept, %d failed, %d left, %.1f s, in %s",
            event,
            summary.made(),
            summary.kept(),
            summary.failed(),
            summary.left(),
            seconds,
            out));
    if (summary.left() > 0) {
      console.warn("stopped; the same command makes the " + summary.left() + " " + what + " left");
      return ExitCode.INTERRUPTED;
    }
    if (summary.failed() == 0) {
      return ExitCode.OK;
    }
    return summary.made() + summary.kept() == 0 ? ExitCode.NOTHING_DONE : ExitCode.SOME_FAILED;
  }

  /** Shows a job's progress. */
  private final class Follower implements JobListener, AutoCloseable {
    private final Console console;
    private Progress progress;
    private long done;
    private long failed;

    Follower(Console console) {
      this.console = console;
    }

    @Override
    public void started(int images, int kept) {
      done = kept;
      progress = console.progress(event, "images", images);
    }

    @Override
    public void finished(LedgerEntry entry) {
      done++;
      failed += entry instanceof FailedImage ? 1 : 0;
      progress.at(done, failed == 0 ? Map.of() : Map.of("failed", failed));
    }

    @Override
    public void close() {
      if (progress != null) {
        progress.close();
      }
    }
  }
}
