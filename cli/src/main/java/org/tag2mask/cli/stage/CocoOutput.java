package org.tag2mask.cli.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.ledger.Ledger;
import org.tag2mask.batch.ledger.MadeMask;
import org.tag2mask.data.coco.CocoAnnotations;
import org.tag2mask.data.coco.CocoCategory;
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
 * @param annotations COCO annotations that tell the numbers of images and categories; without, an
 *     image's number is the one its id ends with (its place in the list where two would have the
 *     same, or one has none) and a class's number its id
 */
public record CocoOutput(Path file, Optional<Path> annotations) {
  private static final Pattern NUMBER = Pattern.compile("([0-9]{1,18})$");

  /**
   * Writes the file.
   *
   * @param folder the mask folder
   * @param samples the images, in this order; those without a mask are left out
   * @param classes names, background first
   * @return number of results
   * @throws IOException when a file cannot be read or written
   * @throws Tag2MaskException when an image or class is not in the annotations
   */
  long write(MaskFolder folder, List<Sample> samples, List<String> classes) throws IOException {
    Map<String, MadeMask> made = new HashMap<>();
    Ledger.read(
        folder.ledger(),
        entry -> {
          if (entry instanceof MadeMask mask) {
            made.put(mask.id(), mask);
          }
        });
    Map<String, Long> numbers = new LinkedHashMap<>();
    List<CocoCategory> categories = new ArrayList<>();
    if (annotations.isPresent()) {
      CocoAnnotations known = CocoAnnotations.read(annotations.get());
      numbers.putAll(numbers(samples, known));
      categories.addAll(categories(classes, known));
    } else {
      numbers.putAll(numbers(samples));
      for (int id = 1; id < classes.size(); id++) {
        categories.add(new CocoCategory(id, classes.get(id)));
      }
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Stream<CocoResult> results =
        samples.stream()
            .filter(sample -> made.containsKey(sample.id()))
            .flatMap(
                sample -> {
                  LabelMap mask = PalettePng.read(folder.mask(sample.id()));
                  double score = made.get(sample.id()).confidence();
                  long number = numbers.get(sample.id());
                  return CocoResult.ofMask(number, mask, categories, id -> score).stream();
                });
    return CocoResultsFile.write(file, results);
  }

  private static Map<String, Long> numbers(List<Sample> samples) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    Set<Long> used = new HashSet<>();
    for (Sample sample : samples) {
      Matcher end = NUMBER.matcher(sample.id());
      if (!end.find() || !used.add(Long.parseLong(end.group(1)))) {
        numbers.clear();
        break;
      }
      numbers.put(sample.id(), Long.parseLong(end.group(1)));
    }
    if (numbers.isEmpty()) {
      samples.forEach(sample -> numbers.put(sample.id(), numbers.size() + 1L));
    }
    return numbers;
  }

  private Map<String, Long> numbers(List<Sample> samples, CocoAnnotations known) {
    Map<String, Long> byStem = new HashMap<>();
    known.images().forEach(image -> byStem.put(stem(image.fileName()), image.id()));
    Map<String, Long> numbers = new LinkedHashMap<>();
    for (Sample sample : samples) {
      Long number = byStem.get(stem(sample.image().getFileName().toString()));
      if (number == null) {
        throw new Tag2MaskException(
            "image '"
                + sample.id()
                + "' is not in "
                + annotations.get()
                + "; give the annotations"
                + " of these images, or leave them out");
      }
      numbers.put(sample.id(), number);
    }
    return numbers;
  }

  private List<CocoCategory> categories(List<String> classes, CocoAnnotations known) {
    List<CocoCategory> categories = new ArrayList<>();
    for (String name : classes.subList(1, classes.size())) {
      categories.add(
          known.categories().stream()
              .filter(category -> category.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new Tag2MaskException(
                          "class '" + name + "' is no category of " + annotations.get())));
    }
    return categories;
  }

  private static String stem(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }
}
