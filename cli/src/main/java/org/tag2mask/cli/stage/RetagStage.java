package org.tag2mask.cli.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.dataset.TagFile;
import org.tag2mask.data.dataset.TagRefinement.Change;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.session.ClassifierModel;
import org.tag2mask.runtime.session.ModelOptions;

/**
 * Corrects tags by a trained classifier: a new tag file, and beside it a line of JSON for every
 * image that changed, with the probability of each tag dropped or added. An image that cannot be
 * read keeps its tags.
 */
public final class RetagStage {

  /** What was found for an image. */
  private record Seen(Change change, float[] probabilities) {}

  private RetagStage() {}

  /**
   * Writes both files, each whole or not at all.
   *
   * @param request which tags
   * @param session console and interrupts
   * @return the exit code
   * @throws IOException when a file cannot be written
   */
  public static int run(RetagRequest request, Session session) throws IOException {
    Map<String, Seen> seen = new ConcurrentHashMap<>();
    Map<String, String> failed;
    ModelOptions options = ModelOptions.defaults().withDevice(request.device()).withIntraThreads(1);
    try (ClassifierModel model = ClassifierModel.open(request.model(), options)) {
      ClassMatch.require(
          request.data().classes(), model.contract().classNames(), model.model().name());
      failed =
          ImageLoop.run(
              "retag",
              request.data().samples(),
              request.workers(),
              session,
              sample -> seen.put(sample.id(), look(sample, request, model)));
    }
    if (seen.isEmpty()) {
      throw new Tag2MaskException(
          "none of the "
              + request.data().size()
              + " images of split '"
              + request.data().split()
              + "' could be read, so "
              + request.out()
              + " was not written");
    }
    if (request.out().toAbsolutePath().getParent() != null) {
      Files.createDirectories(request.out().toAbsolutePath().getParent());
    }
    write(request, seen);
    summary(request, seen, failed, session);
    return failed.isEmpty() ? ExitCode.OK : ExitCode.SOME_FAILED;
  }

  private static Seen look(Sample sample, RetagRequest request, ClassifierModel model) {
    var image = ImageReader.read(sample.image(), request.limits());
    float[] probabilities = model.run(List.of(image)).get(0).score().clone();
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = (float) (1 / (1 + Math.exp(-probabilities[i])));
    }
    return new Seen(request.rule().apply(sample.tags(), probabilities), probabilities);
  }

  private static void write(RetagRequest request, Map<String, Seen> seen) throws IOException {
    List<Sample> samples = new ArrayList<>();
    StringBuilder changes = new StringBuilder();
    for (Sample sample : request.data().samples()) {
      Seen found = seen.get(sample.id());
      samples.add(found == null ? sample : sample.withTags(found.change().tags()));
      if (found != null && found.change().changed()) {
        changes.append(line(sample, found, request.data().classes())).append('\n');
      }
    }
    samples.addAll(request.others());
    // The report first: whoever sees the new tags can read what became of the old ones.
    AtomicFile.writeText(request.changes(), changes.toString());
    AtomicFile.writeText(request.out(), TagFile.text(samples, request.data().classes()));
  }

  private static String line(Sample sample, Seen seen, ClassList classes) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("id", sample.id());
    line.put("given", sample.tags().stream().map(classes::name).toList());
    line.put("tags", seen.change().tags().stream().map(classes::name).toList());
    line.put("dropped", probabilities(seen.change().dropped(), seen, classes));
    line.put("added", probabilities(seen.change().added(), seen, classes));
    return Json.write(line);
  }

  private static Map<String, Object> probabilities(Set<Integer> ids, Seen seen, ClassList classes) {
    Map<String, Object> map = new LinkedHashMap<>();
    ids.forEach(id -> map.put(classes.name(id), seen.probabilities()[id - 1]));
    return map;
  }

  private static void summary(
      RetagRequest request, Map<String, Seen> seen, Map<String, String> failed, Session session) {
    ClassList classes = request.data().classes();
    int[] given = new int[classes.size()];
    int[] dropped = new int[classes.size()];
    int[] added = new int[classes.size()];
    request.data().samples().forEach(sample -> sample.tags().forEach(id -> given[id]++));
    for (Seen found : seen.values()) {
      found.change().dropped().forEach(id -> dropped[id]++);
      found.change().added().forEach(id -> added[id]++);
    }
    long changed = seen.values().stream().filter(found -> found.change().changed()).count();
    Map<String, Object> byClass = new LinkedHashMap<>();
    StringBuilder table = new StringBuilder();
    int width = Math.max(12, classes.tags().stream().mapToInt(String::length).max().orElse(0));
    String row = "%-" + width + "s %8s %8s %8s%n";
    table.append(String.format(Locale.ROOT, row, "class", "given", "dropped", "added"));
    for (int id = 1; id < classes.size(); id++) {
      byClass.put(
          classes.name(id),
          new LinkedHashMap<>(
              Map.of("given", given[id], "dropped", dropped[id], "added", added[id])));
      table.append(
          String.format(Locale.ROOT, row, classes.name(id), given[id], dropped[id], added[id]));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("images", request.data().size());
    fields.put("changed", changed);
    fields.put("failed", failed.size());
    fields.put("classes", byClass);
    fields.put("out", request.out().toString());
    fields.put("changes", request.changes().toString());
    session
        .console()
        .result(
            "retag",
            fields,
            String.format(
                Locale.ROOT,
                "retag: tags of %d of %d images changed, %d failed, in %s (each in %s)%n%s",
                changed,
                request.data().size(),
                failed.size(),
                request.out(),
                request.changes(),
                table));
  }
}
