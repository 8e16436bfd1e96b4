package org.tag2mask.cli.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tag2mask.batch.InstanceMasks;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.ledger.Ledger;
import org.tag2mask.batch.ledger.MadeMask;
import org.tag2mask.data.coco.CocoCategory;
import org.tag2mask.data.coco.CocoResult;
import org.tag2mask.data.coco.CocoResultsFile;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.json.Json;

/**
 * The objects of all images in one COCO results file, {@code instances.json}, and what its numbers
 * mean, {@code images.json}.
 *
 * @param folder where the images' own files are
 * @param samples the images
 * @param numbers what they and their classes are called
 */
record GatheredInstances(MaskFolder folder, List<Sample> samples, CocoNumbers numbers) {

  /**
   * Writes both files; images that failed are left out.
   *
   * @throws IOException when a file cannot be read or written
   */
  void write() throws IOException {
    Map<String, MadeMask> made = Ledger.made(folder.ledger());
    Stream<CocoResult> results =
        samples.stream().map(Sample::id).filter(made::containsKey).flatMap(this::read);
    CocoResultsFile.write(folder.root().resolve("instances.json"), results);
    AtomicFile.writeText(folder.root().resolve("images.json"), Json.writePretty(meaning(made)));
  }

  private Stream<CocoResult> read(String id) {
    long number = numbers.images().get(id);
    List<CocoResult> results = new ArrayList<>();
    CocoResultsFile.read(
        folder.further(id, InstanceMasks.RESULTS),
        one -> {
          // A single image's file knows classes by their ids.
          int category = numbers.categories().get(one.categoryId() - 1).id();
          results.add(new CocoResult(number, category, one.mask(), one.score()));
        });
    return results.stream();
  }

  private Map<String, Object> meaning(Map<String, MadeMask> made) {
    List<Object> images = new ArrayList<>();
    for (Sample sample : samples) {
      MadeMask mask = made.get(sample.id());
      if (mask != null) {
        Map<String, Object> image = new LinkedHashMap<>();
        image.put("id", numbers.images().get(sample.id()));
        image.put("file_name", sample.image().getFileName().toString());
        image.put("width", mask.width());
        image.put("height", mask.height());
        images.add(image);
      }
    }
    List<Object> categories = new ArrayList<>();
    for (CocoCategory known : numbers.categories()) {
      Map<String, Object> category = new LinkedHashMap<>();
      category.put("id", known.id());
      category.put("name", known.name());
      categories.add(category);
    }
    Map<String, Object> meaning = new LinkedHashMap<>();
    meaning.put("images", images);
    meaning.put("categories", categories);
    return meaning;
  }
}
