package org.tag2mask.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.batch.Confidence;
import org.tag2mask.batch.ImageSource;
import org.tag2mask.batch.JobListener;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.MaskFunction;
import org.tag2mask.batch.MaskJob;
import org.tag2mask.batch.RunRecord;
import org.tag2mask.batch.ledger.LedgerEntry;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Datasets;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.data.synth.SynthDataset;
import org.tag2mask.data.synth.SynthSettings;
import org.tag2mask.exporter.ExportOptions;
import org.tag2mask.exporter.ModelDescription;
import org.tag2mask.exporter.OnnxExporter;
import org.tag2mask.exporter.Publisher;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.contract.ClassNames;
import org.tag2mask.runtime.recipe.MaskRecipe;

/**
 * Masks of many small images (64×48, tiny network with first values, CRF): images a second, the
 * share of the cores that was busy, and memory every tenth.
 */
final class MasksBenchmark {
  private static final int DIFFERENT = 500;

  private MasksBenchmark() {}

  static void run(List<String> arguments) throws Exception {
    int images = arguments.isEmpty() ? 20_000 : Integer.parseInt(arguments.get(0));
    Path folder = Files.createTempDirectory("tag2mask-benchmark");
    try {
      SynthSettings pictures = SynthSettings.DEFAULT.withPictures(DIFFERENT, 1).withSize(64, 48);
      SynthDataset.write(folder.resolve("data"), pictures, done -> {});
      Dataset data = Datasets.open(folder.resolve("data"), "train");
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < images; i++) {
        Sample sample = data.samples().get(i % data.size());
        samples.add(
            new Sample(
                String.format(Locale.ROOT, "%06d", i),
                sample.image(),
                Optional.empty(),
                sample.tags()));
      }
      measure(samples, data, folder);
    } finally {
      Folders.remove(folder);
    }
  }

  private static void measure(List<Sample> samples, Dataset data, Path folder) throws Exception {
    Path model = model(data, folder.resolve("tiny.onnx"));
    int cores = Runtime.getRuntime().availableProcessors();
    MaskRecipe recipe = MaskRecipe.irn();
    try (PseudoMasker masker =
        PseudoMasker.builder()
            .classifier(model)
            .recipe(recipe)
            .device(Device.cpu())
            .modelThreads(1)
            .build()) {
      RunRecord run =
          new RunRecord(
              "tag2mask-benchmarks",
              recipe,
              Map.of("classifier", new RunRecord.Model("tiny.onnx", masker.classifier().sha256())),
              data.classes().names(),
              "measured",
              Confidence.MEAN_ONLY,
              Map.of());
      MaskJob job =
          new MaskJob(
              new MaskFolder(folder.resolve("masks")),
              run,
              ImageSource.files(ImageLimits.DEFAULT),
              MaskFunction.of(masker),
              JobOptions.defaults());
      System.out.println("masks of small images\n  done  images/s  resident MB  heap MB");
      long start = System.nanoTime();
      double cpuStart = cpuSeconds();
      job.run(samples, new Progress(samples.size(), start));
      double wall = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%d images in %.0f s, cores busy %.0f %%%n",
          samples.size(),
          wall,
          100 * (cpuSeconds() - cpuStart) / (wall * cores));
    }
  }

  private static Path model(Dataset data, Path file) throws IOException {
    Network network =
        Networks.build(NetworkSpec.parse("tiny", "cam", data.classes().foregroundCount()));
    Publisher.publish(
        OnnxExporter.export(
            network,
            ParameterSet.initial(network.graph().parameters(), 0),
            ModelDescription.of("cam", ClassNames.of(data.classes().names())),
            ExportOptions.plain()),
        file,
        Optional.empty(),
        Publisher.MissingReference.ALLOW);
    return file;
  }

  private static double cpuSeconds() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(time -> time.toNanos() / 1e9)
        .orElse(Double.NaN);
  }

  private static final class Progress implements JobListener {
    private final int tenth;
    private final long start;
    private int done;

    Progress(int images, long start) {
      this.tenth = Math.max(1, images / 10);
      this.start = start;
    }

    @Override
    public void started(int images, int kept) {}

    @Override
    public void finished(LedgerEntry entry) {
      if (++done % tenth == 0) {
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
  }
}
