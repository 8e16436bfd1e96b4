package org.tag2mask.cli.stage;

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
import org.tag2mask.data.coco.CocoAnnotations;
import org.tag2mask.data.coco.CocoCategory;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.runtime.Tag2MaskException;

/**
 * What images and classes are called in COCO results.
 *
 * @param images the number of each image, by its id
 * @param categories the category of each class without background, in the classes' order
 */
record CocoNumbers(Map<String, Long> images, List<CocoCategory> categories) {
  private static final Pattern NUMBER = Pattern.compile("([0-9]{1,18})$");

  /**
   * The numbers of COCO annotations; without any, an image's number is the one its id ends with
   * (its place in the list from 1 where two would have the same, or one has none) and a class's
   * number its id.
   *
   * @param samples the images
   * @param classes names, background first
   * @param annotations the annotation file
   * @return the numbers
   * @throws Tag2MaskException when an image or class is not in the annotations
   */
  static CocoNumbers of(List<Sample> samples, List<String> classes, Optional<Path> annotations) {
    if (annotations.isPresent()) {
      CocoAnnotations known = CocoAnnotations.read(annotations.get());
      return new CocoNumbers(
          numbers(samples, known, annotations.get()),
          categories(classes, known, annotations.get()));
    }
    List<CocoCategory> categories = new ArrayList<>();
    for (int id = 1; id < classes.size(); id++) {
      categories.add(new CocoCategory(id, classes.get(id)));
    }
    return new CocoNumbers(numbers(samples), categories);
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

  private static Map<String, Long> numbers(
      List<Sample> samples, CocoAnnotations known, Path annotations) {
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
                + annotations
                + "; give the annotations"
                + " of these images, or leave them out");
      }
      numbers.put(sample.id(), number);
    }
    return numbers;
  }

  private static List<CocoCategory> categories(
      List<String> classes, CocoAnnotations known, Path annotations) {
    List<CocoCategory> categories = new ArrayList<>();
    for (String name : classes.subList(1, classes.size())) {
      categories.add(
          known.categories().stream()
              .filter(category -> category.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new Tag2MaskException(
                          "class '" + name + "' is no category of " + annotations)));
    }
    return categories;
  }

  private static String stem(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }
}
