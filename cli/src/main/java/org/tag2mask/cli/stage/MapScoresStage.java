package org.tag2mask.cli.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.metric.ConfusionMatrix;
import org.tag2mask.data.metric.SegmentationScores;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.TagSource;

/**
 * Precision, recall and IoU of the masks that several maps of one classifier give by themselves,
 * without refinement: Table I of decoupled attention.
 */
public final class MapScoresStage {
  private MapScoresStage() {}

  /**
   * Scores the maps one after another and prints the table.
   *
   * @param request which maps
   * @param session console
   * @return the exit code: 3 when images failed
   * @throws IOException when the file cannot be written
   */
  public static int run(MapScoresRequest request, Session session) throws IOException {
    Dataset data = request.data().masked();
    if (data.size() == 0) {
      throw new Tag2MaskException(
          "split '" + data.split() + "' has no true masks; scores of maps need them");
    }
    ModelContract contract;
    MaskRecipe recipe;
    try (PseudoMasker masker =
        MaskerFactory.open(
            request.model(),
            own ->
                request.recipe().apply(own).withRefinements(List.of()).withTags(TagSource.given()),
            request.device(),
            data.classes())) {
      contract = masker.classifier().contract();
      recipe = masker.recipe();
    }
    Map<String, SegmentationScores> scores = new LinkedHashMap<>();
    int failed = 0;
    for (String map : request.maps()) {
      ConfusionMatrix matrix = new ConfusionMatrix(data.classes().size());
      try (PseudoMasker masker =
          PseudoMasker.builder()
              .classifier(request.model(), contract.withMaps(map))
              .recipe(recipe)
              .device(request.device())
              .modelThreads(1)
              .build()) {
        failed =
            ImageLoop.run(
                    map,
                    data.samples(),
                    request.workers(),
                    session,
                    sample -> count(sample, request, masker, matrix))
                .size();
      }
      if (failed == data.size()) {
        throw new Tag2MaskException("no image could be counted");
      }
      scores.put(map, SegmentationScores.of(matrix, request.rules()));
    }
    Map<String, Object> result = result(data, recipe, data.size() - failed, scores);
    if (request.out().isPresent()) {
      AtomicFile.writeText(request.out().get(), Json.writePretty(result));
    }
    session.console().result("maps", result, text(scores));
    return failed == 0 ? ExitCode.OK : ExitCode.SOME_FAILED;
  }

  private static void count(
      Sample sample, MapScoresRequest request, PseudoMasker masker, ConfusionMatrix matrix) {
    RgbImage image = ImageReader.read(sample.image(), request.limits());
    int classes = request.data().classes().size();
    LabelMap truth = sample.mask().orElseThrow().read(image.width(), image.height(), classes);
    LabelMap mask = masker.run(image, sample.tags()).mask();
    ConfusionMatrix one = ConfusionMatrix.of(truth, mask, classes);
    synchronized (matrix) {
      matrix.merge(one);
    }
  }

  private static Map<String, Object> result(
      Dataset data, MaskRecipe recipe, int images, Map<String, SegmentationScores> scores) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("format", "tag2mask-maps/1");
    result.put("split", data.split());
    result.put("images", images);
    result.put("recipe", Json.parse(recipe.toJson(), "recipe"));
    List<Object> maps = new ArrayList<>();
    scores.forEach(
        (name, score) -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("map", name);
          one.put("precision", score.meanPrecision());
          one.put("recall", score.meanRecall());
          one.put("mIoU", score.meanIou());
          maps.add(one);
        });
    result.put("maps", maps);
    return result;
  }

  private static String text(Map<String, SegmentationScores> scores) {
    int width = scores.keySet().stream().mapToInt(String::length).max().orElse(0);
    String line = "%-" + Math.max(width, 3) + "s  %9s %6s %6s%n";
    StringBuilder text =
        new StringBuilder(String.format(Locale.ROOT, line, "map", "precision", "recall", "mIoU"));
    scores.forEach(
        (name, score) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    line,
                    name,
                    percent(score.meanPrecision()),
                    percent(score.meanRecall()),
                    percent(score.meanIou()))));
    return text.toString();
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f", 100 * fraction);
  }
}
