package org.tag2mask.data.synth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.data.dataset.DatasetException;
import org.tag2mask.data.image.JpegFile;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.data.png.RgbPng;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.image.RgbImage;

/**
 * Writes a generated data set in VOC layout: {@code JPEGImages}, {@code SegmentationClass}, {@code
 * ImageSets/Segmentation/train.txt} and {@code val.txt}, {@code labels.csv}, {@code classes.txt}.
 * The same settings give the same bytes.
 */
public final class SynthDataset {

  private static final int JPEG_QUALITY = 92;

  private SynthDataset() {}

  /** The classes of the settings. */
  public static ClassList classes(SynthSettings settings) {
    return SynthClass.classList(settings.classes());
  }

  /**
   * Writes the data set with all processors.
   *
   * @param root the folder; made when it does not exist, must be empty when it does
   * @param settings what to generate
   * @param progress told after each picture, from several threads, with the value 1
   * @throws DatasetException when the folder is not empty
   * @throws IOException when a file cannot be written
   */
  public static void write(Path root, SynthSettings settings, IntConsumer progress)
      throws IOException {
    refuseFull(root);
    Path images = Files.createDirectories(root.resolve("JPEGImages"));
    Path masks = Files.createDirectories(root.resolve("SegmentationClass"));
    Path lists = Files.createDirectories(root.resolve("ImageSets").resolve("Segmentation"));
    ClassList classes = classes(settings);
    SynthPainter painter = new SynthPainter(settings);
    List<String> rows;
    try {
      rows =
          IntStream.range(0, settings.train() + settings.val())
              .parallel()
              .mapToObj(
                  i -> {
                    SynthPicture picture = painter.picture(i);
                    write(images, masks, id(settings, i), picture, settings.format());
                    progress.accept(1);
                    return id(settings, i) + "," + names(picture, classes);
                  })
              .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    writeList(lists.resolve("train.txt"), settings, 0, settings.train());
    if (settings.val() > 0) {
      writeList(lists.resolve("val.txt"), settings, settings.train(), settings.val());
    }
    classes.write(root.resolve("classes.txt"));
    // Last, because a data set without tags is plainly unfinished.
    List<String> csv = new ArrayList<>(List.of("image,labels"));
    csv.addAll(rows);
    AtomicFile.writeText(root.resolve("labels.csv"), String.join("\n", csv) + "\n");
  }

  private static void refuseFull(Path root) throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> content = Files.list(root)) {
        if (content.findAny().isPresent()) {
          throw new DatasetException(
              root + " is not empty; give a new folder or remove the old data set first");
        }
      }
    }
  }

  private static String id(SynthSettings settings, int index) {
    boolean train = index < settings.train();
    int number = train ? index : index - settings.train();
    return String.format(Locale.ROOT, "%s_%06d", train ? "train" : "val", number);
  }

  private static String names(SynthPicture picture, ClassList classes) {
    return picture.tags().stream().map(classes::name).collect(Collectors.joining(";"));
  }

  /** Not forced to disk one by one: a generated data set can be generated again. */
  private static void write(
      Path images, Path masks, String id, SynthPicture picture, SynthSettings.Format format) {
    try {
      Files.write(images.resolve(id + format.extension()), encode(picture.image(), format));
      Files.write(masks.resolve(id + ".png"), PalettePng.encode(picture.mask()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] encode(RgbImage image, SynthSettings.Format format) {
    return switch (format) {
      case JPEG -> JpegFile.encode(image, JPEG_QUALITY);
      case PNG -> RgbPng.encode(image);
    };
  }

  private static void writeList(Path file, SynthSettings settings, int from, int count)
      throws IOException {
    String ids =
        IntStream.range(from, from + count)
            .mapToObj(i -> id(settings, i) + "\n")
            .collect(Collectors.joining());
    Files.writeString(file, ids);
  }
}
