package org.tag2mask.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.tag2mask.batch.MaskFunction;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.Segmenter;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.SegmentRecipe;

/**
 * Masks of many small images (64×48, tiny network with first values, several scales and flip, CRF):
 * images a second, the share of the cores that was busy, and memory every tenth.
 */
final class MasksBenchmark {
  private MasksBenchmark() {}

  /** Masks of tags by a classifier. */
  static void run(List<String> arguments) throws Exception {
    int images = arguments.isEmpty() ? 20_000 : Integer.parseInt(arguments.get(0));
    Path folder = Files.createTempDirectory("tag2mask-benchmark");
    try {
      SmallPictures pictures = SmallPictures.in(folder.resolve("data"));
      Path model = pictures.model("cam", folder.resolve("tiny.onnx"));
      MaskRecipe recipe = MaskRecipe.irn();
      try (PseudoMasker masker =
          PseudoMasker.builder()
              .classifier(model)
              .recipe(recipe)
              .device(Device.cpu())
              .modelThreads(1)
              .build()) {
        System.out.println("masks of small images");
        print(
            MeasuredJob.run(
                folder.resolve("masks"),
                pictures.samples(images),
                recipe,
                masker.classifier(),
                MaskFunction.of(masker),
                MeasuredJob.Report.TENTHS));
      }
    } finally {
      Folders.remove(folder);
    }
  }

  /** Masks by a segmenter. */
  static void segmenter(List<String> arguments) throws Exception {
    int images = arguments.isEmpty() ? 10_000 : Integer.parseInt(arguments.get(0));
    Path folder = Files.createTempDirectory("tag2mask-benchmark");
    try {
      SmallPictures pictures = SmallPictures.in(folder.resolve("data"));
      Path model = pictures.model("aspp", folder.resolve("tiny.onnx"));
      SegmentRecipe recipe = SegmentRecipe.named("cian");
      try (Segmenter segmenter =
          Segmenter.builder()
              .segmenter(model)
              .recipe(recipe)
              .device(Device.cpu())
              .modelThreads(1)
              .build()) {
        System.out.println("segmentation of small images");
        print(
            MeasuredJob.run(
                folder.resolve("masks"),
                pictures.samples(images),
                recipe,
                segmenter.model(),
                MaskFunction.of(segmenter),
                MeasuredJob.Report.TENTHS));
      }
    } finally {
      Folders.remove(folder);
    }
  }

  private static void print(MeasuredJob job) {
    System.out.printf(
        Locale.ROOT,
        "%d images in %.0f s, cores busy %.0f %%%n",
        job.images(),
        job.seconds(),
        100 * job.busy());
  }
}
