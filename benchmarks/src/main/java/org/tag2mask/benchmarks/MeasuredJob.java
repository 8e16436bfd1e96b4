package org.tag2mask.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.tag2mask.batch.Confidence;
import org.tag2mask.batch.ImageSource;
import org.tag2mask.batch.JobListener;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.MaskFunction;
import org.tag2mask.batch.MaskJob;
import org.tag2mask.batch.RunRecord;
import org.tag2mask.batch.ledger.LedgerEntry;
import org.tag2mask.batch.ledger.MadeMask;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.runtime.recipe.Recipe;
import org.tag2mask.runtime.session.OnnxModel;

/**
 * A mask folder filled with as many workers as the commands take, and what that cost.
 *
 * @param images masks made
 * @param seconds wall time
 * @param busy share of the cores that worked, 0..1
 * @param stages mean milliseconds an image by stage, as the ledger has them; workers wait for cores
 *     within a stage, so their sum is more than the time of an image alone
 */
record MeasuredJob(int images, double seconds, double busy, Map<String, Double> stages) {

  /** What is said while it runs. */
  enum Report {
    /** Nothing. */
    QUIET,
    /** Speed and memory after each tenth. */
    TENTHS
  }

  /** Copies the times, by name of the stage. */
  MeasuredJob {
    stages = new TreeMap<>(stages);
  }

  /** Fills a new folder. */
  static MeasuredJob run(
      Path folder,
      List<Sample> samples,
      Recipe recipe,
      OnnxModel model,
      MaskFunction masks,
      Report report) {
    RunRecord run =
        new RunRecord(
            "tag2mask-benchmarks",
            recipe,
            Map.of("model", new RunRecord.Model(model.name(), model.sha256())),
            model.contract().classNames().names(),
            "measured",
            Confidence.MEAN_ONLY,
            Map.of());
    MaskJob job =
        new MaskJob(
            new MaskFolder(folder),
            run,
            ImageSource.files(ImageLimits.DEFAULT),
            masks,
            JobOptions.defaults());
    Listener listener = new Listener(samples.size(), report);
    double cpu = cpuSeconds();
    job.run(samples, listener);
    double wall = (System.nanoTime() - listener.start) / 1e9;
    double all = wall * Runtime.getRuntime().availableProcessors();
    return new MeasuredJob(listener.done, wall, (cpuSeconds() - cpu) / all, listener.means());
  }

  private static double cpuSeconds() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(time -> time.toNanos() / 1e9)
        .orElse(Double.NaN);
  }

  private static final class Listener implements JobListener {
    private final int tenth;
    private final Report report;
    private final Map<String, Double> sums = new TreeMap<>();
    private final long start = System.nanoTime();
    private int done;

    Listener(int images, Report report) {
      this.tenth = Math.max(1, images / 10);
      this.report = report;
    }

    @Override
    public void started(int images, int kept) {
      if (report == Report.TENTHS) {
        System.out.println("  done  images/s  resident MB  heap MB");
      }
    }

    @Override
    public void finished(LedgerEntry entry) {
      if (entry instanceof MadeMask made) {
        made.milliseconds().forEach((stage, time) -> sums.merge(stage, time, Double::sum));
      }
      if (++done % tenth == 0 && report == Report.TENTHS) {
        try {
          System.out.printf(
              Locale.ROOT,
              "%6d %9.1f %12.0f %8.0f%n",
              done,
              done / ((System.nanoTime() - start) / 1e9),
              Machine.residentMegabytes(),
              Machine.heapAfterCollectionMegabytes());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    Map<String, Double> means() {
      Map<String, Double> means = new TreeMap<>();
      sums.forEach((stage, sum) -> means.put(stage, sum / done));
      return means;
    }
  }
}
