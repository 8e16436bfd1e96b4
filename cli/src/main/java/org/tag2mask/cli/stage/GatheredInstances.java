package org.tag2mask.cli.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tag2mask.batch.InstanceMasks;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.ledger.Ledger;
import org.tag2mask.batch.ledger.MadeMask;
import org.tag2mask.data.coco.CocoResult;
import org.tag2mask.data.coco.CocoResultsFile;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.json.Json;

/**
 * The objects of all images in one COCO results file, {@code instances.json}, and what its numbers
 * mean, {@code images.json}: {@code image_id} is the place of the image in the split, from 1, and
 * {@code category_id} the class id.
 *
 * @param folder where the images' own files are
 * @param data the images
 */
record GatheredInstances(MaskFolder folder, Dataset data) {

  /**
   * Writes both files; images that failed are left out.
   *
   * @throws IOException when a file cannot be read or written
   */
  void write() throws IOException {
    Map<String, MadeMask> made = new HashMap<>();
    Ledger.read(
        folder.ledger(),
        entry -> {
          if (entry instanceof MadeMask mask) {
            made.put(mask.id(), mask);
          } else {
            made.remove(entry.id());
          }
        });
    List<Sample> samples = data.samples();
    Stream<CocoResult> results =
        IntStream.range(0, samples.size())
            .filter(i -> made.containsKey(samples.get(i).id()))
            .boxed()
            .flatMap(i -> read(samples.get(i).id(), i + 1));
    CocoResultsFile.write(folder.root().resolve("instances.json"), results);
    AtomicFile.writeText(
        folder.root().resolve("images.json"), Json.writePretty(meaning(samples, made)));
  }

  private Stream<CocoResult> read(String id, int number) {
    List<CocoResult> results = new ArrayList<>();
    CocoResultsFile.read(
        folder.further(id, InstanceMasks.RESULTS),
        one -> results.add(new CocoResult(number, one.categoryId(), one.mask(), one.score())));
    return results.stream();
  }

  private Map<String, Object> meaning(List<Sample> samples, Map<String, MadeMask> made) {
    List<Object> images = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      MadeMask mask = made.get(samples.get(i).id());
      if (mask != null) {
        Map<String, Object> image = new LinkedHashMap<>();
        image.put("id", i + 1);
        image.put("file_name", samples.get(i).image().getFileName().toString());
        image.put("width", mask.width());
        image.put("height", mask.height());
        images.add(image);
      }
    }
    List<Object> categories = new ArrayList<>();
    for (int id = 1; id < data.classes().size(); id++) {
      Map<String, Object> category = new LinkedHashMap<>();
      category.put("id", id);
      category.put("name", data.classes().name(id));
      categories.add(category);
    }
    Map<String, Object> meaning = new LinkedHashMap<>();
    meaning.put("images", images);
    meaning.put("categories", categories);
    return meaning;
  }
}
