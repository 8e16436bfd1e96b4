package org.tag2mask.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Datasets;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.MaskRecipe;

/**
 * Class activation maps of photos, 4 scales and flip, present tags only: one image after the other
 * with all cores inside the model.
 */
final class CamBenchmark {
  private CamBenchmark() {}

  static void run(List<String> arguments) throws Exception {
    if (arguments.size() < 3) {
      throw new IllegalArgumentException("cam needs MODEL, DATA and SPLIT");
    }
    int images = arguments.size() > 3 ? Integer.parseInt(arguments.get(3)) : 60;
    Dataset data = Datasets.open(Path.of(arguments.get(1)), arguments.get(2)).limit(images);
    List<RgbImage> pictures = new ArrayList<>();
    for (Sample sample : data.samples()) {
      pictures.add(ImageReader.read(sample.image()));
    }
    int cores = Runtime.getRuntime().availableProcessors();
    try (PseudoMasker masker =
        PseudoMasker.builder()
            .classifier(Path.of(arguments.get(0)))
            .recipe(MaskRecipe.named("cam"))
            .device(Device.cpu())
            .modelThreads(cores)
            .build()) {
      double[] seconds = new double[pictures.size()];
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < pictures.size(); i++) {
          long start = System.nanoTime();
          masker.cams(pictures.get(i), data.samples().get(i).tags());
          seconds[i] = (System.nanoTime() - start) / 1e9;
        }
      }
      System.out.printf(
          Locale.ROOT,
          "CAM, %d scales%s, %d threads: %.3f s an image (median of %d)%n",
          masker.recipe().cams().scales().size(),
          " and flip",
          cores,
          Machine.median(seconds),
          seconds.length);
    }
  }
}
