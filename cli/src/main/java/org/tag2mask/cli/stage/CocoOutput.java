package org.tag2mask.cli.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.ledger.Ledger;
import org.tag2mask.batch.ledger.MadeMask;
import org.tag2mask.data.coco.CocoResult;
import org.tag2mask.data.coco.CocoResultsFile;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.image.LabelMap;

/**
 * The masks of a folder as COCO results: one run-length code for each class of each image, its
 * score the mean confidence of the mask.
 *
 * @param file the JSON file to write
 * @param annotations COCO annotations that tell the numbers of images and categories; without, they
 *     are as {@link CocoNumbers#of} says
 */
public record CocoOutput(Path file, Optional<Path> annotations) {
  /**
   * Refuses what would fail after all masks are made.
   *
   * @param folder the mask folder
   * @param samples the images
   * @param classes names, background first
   * @return the numbers to write
   * @throws Tag2MaskException when the file cannot be written without harm, or an image or class is
   *     not in the annotations
   */
  CocoNumbers check(MaskFolder folder, List<Sample> samples, List<String> classes) {
    Path target = file.toAbsolutePath().normalize();
    if (Files.isDirectory(target)) {
      throw new Tag2MaskException("--coco is the folder " + file + ", expected a file to write");
    }
    if (target.startsWith(folder.root().toAbsolutePath().normalize())
        && (target.equals(folder.run().toAbsolutePath().normalize())
            || !target.toString().endsWith(".json"))) {
      throw new Tag2MaskException(
          "--coco "
              + file
              + " lies in the mask folder and may be a file of it; take a name that ends with .json"
              + " (not run.json), or another folder");
    }
    return CocoNumbers.of(samples, classes, annotations);
  }

  /**
   * Writes the file.
   *
   * @param folder the mask folder
   * @param samples the images, in this order; those without a mask are left out
   * @param numbers of {@link #check}
   * @return number of results
   * @throws IOException when a file cannot be read or written
   */
  long write(MaskFolder folder, List<Sample> samples, CocoNumbers numbers) throws IOException {
    Map<String, MadeMask> made = Ledger.made(folder.ledger());
    Files.createDirectories(file.toAbsolutePath().getParent());
    Stream<CocoResult> results =
        samples.stream()
            .filter(sample -> made.containsKey(sample.id()))
            .flatMap(
                sample -> {
                  LabelMap mask = PalettePng.read(folder.mask(sample.id()));
                  double score = made.get(sample.id()).confidence();
                  long number = numbers.images().get(sample.id());
                  return CocoResult.ofMask(number, mask, numbers.categories(), id -> score)
                      .stream();
                });
    return CocoResultsFile.write(file, results);
  }
}
