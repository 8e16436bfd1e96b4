package org.tag2mask.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.batch.MaskFunction;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.DatasetOptions;
import org.tag2mask.data.dataset.Datasets;
import org.tag2mask.data.dataset.LabelSource;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.image.JpegFile;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.Segmenter;
import org.tag2mask.runtime.image.Resampling;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.LogitMerge;
import org.tag2mask.runtime.recipe.LogitMerge.Flip;
import org.tag2mask.runtime.recipe.Refinement.Crf;
import org.tag2mask.runtime.recipe.SegmentRecipe;

/**
 * Photos of 500×375 from JPEG to PNG, with the workers that {@code segment} takes: at one scale and
 * at three with mirror images, each without and with the CRF of DeepLab (10 iterations). Photos of
 * another size are brought to this one before.
 */
final class SegmentBenchmark {
  private static final int WIDTH = 500;
  private static final int HEIGHT = 375;
  private static final int QUALITY = 92;

  private SegmentBenchmark() {}

  static void run(List<String> arguments) throws Exception {
    if (arguments.size() < 3) {
      throw new IllegalArgumentException("segment needs MODEL, DATA and SPLIT");
    }
    int images = arguments.size() > 3 ? Integer.parseInt(arguments.get(3)) : 60;
    Path folder = Files.createTempDirectory("tag2mask-benchmark");
    try {
      DatasetOptions untagged = DatasetOptions.DEFAULT.withLabels(LabelSource.NONE);
      Dataset data =
          Datasets.open(Path.of(arguments.get(1)), arguments.get(2), untagged).limit(images);
      List<Sample> samples = SmallPictures.repeated(photos(data, folder.resolve("photos")), images);
      System.out.println(
          "segmentation, 500x375; milliseconds an image by stage, waiting for a core included");
      for (Map.Entry<String, SegmentRecipe> entry : recipes().entrySet()) {
        measure(Path.of(arguments.get(0)), samples, entry, folder);
      }
    } finally {
      Folders.remove(folder);
    }
  }

  private static Map<String, SegmentRecipe> recipes() {
    SegmentRecipe one = SegmentRecipe.plain();
    SegmentRecipe more = one.withMerge(LogitMerge.of(0.75, 1.0, 1.25).withFlip(Flip.MIRROR));
    Optional<Crf> crf = Optional.of(Crf.forSegmenter("deeplab"));
    Map<String, SegmentRecipe> recipes = new LinkedHashMap<>();
    recipes.put("one scale", one);
    recipes.put("one scale, CRF", one.withCrf(crf));
    recipes.put("3 scales, flip", more);
    recipes.put("3 scales, flip, CRF", more.withCrf(crf));
    return recipes;
  }

  private static Dataset photos(Dataset data, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Sample> samples = new ArrayList<>();
    for (Sample sample : data.samples()) {
      RgbImage photo = ImageReader.read(sample.image());
      RgbImage sized = photo.resized(WIDTH, HEIGHT, Resampling.BICUBIC);
      Path file = folder.resolve(samples.size() + ".jpg");
      Files.write(file, JpegFile.encode(sized, QUALITY));
      samples.add(new Sample(sample.id(), file, Optional.empty(), sample.tags()));
    }
    return new Dataset(folder, data.split(), data.classes(), samples);
  }

  /** The first tenth is a warm-up of its own. */
  private static void measure(
      Path model, List<Sample> samples, Map.Entry<String, SegmentRecipe> entry, Path folder) {
    String name = entry.getKey().replaceAll("[ ,]+", "-");
    try (Segmenter segmenter =
        Segmenter.builder()
            .segmenter(model)
            .recipe(entry.getValue())
            .device(Device.cpu())
            .modelThreads(1)
            .build()) {
      List<Sample> first = samples.subList(0, Math.max(1, samples.size() / 10));
      job(folder.resolve(name + "-warm-up"), first, segmenter);
      MeasuredJob job = job(folder.resolve(name), samples, segmenter);
      System.out.printf(
          Locale.ROOT,
          "%-20s %6.2f images/s, cores busy %3.0f %%%n",
          entry.getKey(),
          job.images() / job.seconds(),
          100 * job.busy());
      job.stages()
          .forEach((stage, time) -> System.out.printf(Locale.ROOT, "%20s %8.1f ms%n", stage, time));
    }
  }

  private static MeasuredJob job(Path folder, List<Sample> samples, Segmenter segmenter) {
    return MeasuredJob.run(
        folder,
        samples,
        segmenter.recipe(),
        segmenter.model(),
        MaskFunction.of(segmenter),
        MeasuredJob.Report.QUIET);
  }
}
