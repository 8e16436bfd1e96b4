package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.tag2mask.batch.ImageSource;
import org.tag2mask.batch.JobListener;
import org.tag2mask.batch.JobSummary;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.MaskFunction;
import org.tag2mask.batch.MaskJob;
import org.tag2mask.batch.RunRecord;
import org.tag2mask.batch.ledger.FailedImage;
import org.tag2mask.batch.ledger.LedgerEntry;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.Version;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.terminal.Console;
import org.tag2mask.cli.terminal.Progress;
import org.tag2mask.crf.meanfield.KernelChoice;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.session.OnnxModel;

/** Masks for a data set. */
public final class MasksStage {
  private MasksStage() {}

  /**
   * Makes the masks that are missing.
   *
   * @param request which masks
   * @param session console and interrupts
   * @return the exit code
   */
  public static int run(MasksRequest request, Session session) {
    try (PseudoMasker masker =
        MaskerFactory.open(
            request.model(),
            request.walk(),
            request.recipe(),
            request.device(),
            request.data().classes())) {
      MaskJob job =
          new MaskJob(
              new MaskFolder(request.out()),
              record(request, masker),
              ImageSource.files(request.limits()),
              MaskFunction.of(masker),
              request.job());
      long start = System.nanoTime();
      JobSummary summary;
      try (Follower follower = new Follower(session.console())) {
        summary =
            session
                .interrupts()
                .during(job::stop, () -> job.run(request.data().samples(), follower));
      }
      return report(request, summary, (System.nanoTime() - start) / 1e9, session);
    }
  }

  private static RunRecord record(MasksRequest request, PseudoMasker masker) {
    OnnxModel model = masker.classifier();
    Map<String, RunRecord.Model> models = new LinkedHashMap<>();
    models.put("classifier", record(model));
    masker.walkModels().forEach((role, walk) -> models.put(role.word(), record(walk)));
    Map<String, String> about = new LinkedHashMap<>();
    about.put("data", request.data().root().toAbsolutePath().normalize().toString());
    about.put("split", request.data().split());
    about.put("device", model.device().toString());
    about.put("workers", Integer.toString(request.job().workers()));
    about.put("java", Runtime.version().toString());
    return new RunRecord(
        Version.text(),
        masker.recipe(),
        models,
        masker.classNames().names(),
        KernelChoice.variant(),
        request.confidence(),
        about);
  }

  private static RunRecord.Model record(OnnxModel model) {
    return new RunRecord.Model(Path.of(model.name()).getFileName().toString(), model.sha256());
  }

  private static int report(
      MasksRequest request, JobSummary summary, double seconds, Session session) {
    Console console = session.console();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("images", summary.images());
    fields.put("made", summary.made());
    fields.put("kept", summary.kept());
    fields.put("failed", summary.failed());
    fields.put("left", summary.left());
    fields.put("seconds", Math.round(seconds * 10) / 10.0);
    fields.put("out", request.out().toString());
    for (FailedImage failure : summary.failures()) {
      console.warn(failure.id() + " got no mask (" + failure.error() + "): " + failure.message());
    }
    if (summary.lostTags() > 0) {
      console.warn(
          summary.lostTags()
              + " masks show none of their image's tags (\"lost_tags\" in the ledger); a lower"
              + " background threshold finds more");
    }
    console.result(
        "masks",
        fields,
        String.format(
            Locale.ROOT,
            "masks: %d made, %d kept, %d failed, %d left, %.1f s, in %s",
            summary.made(),
            summary.kept(),
            summary.failed(),
            summary.left(),
            seconds,
            request.out()));
    if (summary.left() > 0) {
      console.warn("stopped; the same command makes the " + summary.left() + " masks left");
      return ExitCode.INTERRUPTED;
    }
    if (summary.failed() == 0) {
      return ExitCode.OK;
    }
    return summary.made() + summary.kept() == 0 ? ExitCode.NOTHING_DONE : ExitCode.SOME_FAILED;
  }

  /** Shows a job's progress. */
  private static final class Follower implements JobListener, AutoCloseable {
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
      progress = console.progress("masks", "images", images);
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
