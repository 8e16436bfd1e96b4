package org.tag2mask.data.metric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tag2mask.runtime.file.AtomicFile;

/**
 * The record of one evaluation, written as {@code evaluation.json}. Scores are fractions 0..1; what
 * does not exist is null.
 *
 * @param split the split that was evaluated
 * @param images number of images counted
 * @param classNames background first
 * @param scores the scores by pixels
 * @param sizes the scores by object size
 * @param settings anything else that says how the masks came about (threshold, erosion, recipe,
 *     ...)
 */
public record Evaluation(
    String split,
    int images,
    List<String> classNames,
    SegmentationScores scores,
    ObjectSizes sizes,
    Map<String, String> settings) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Copies names and settings; there must be a name for every class. */
  public Evaluation {
    classNames = List.copyOf(classNames);
    settings = Map.copyOf(settings);
    if (classNames.size() != scores.classes().size()) {
      throw new IllegalArgumentException(
          classNames.size() + " class names, expected " + scores.classes().size());
    }
  }

  /** The record as JSON text with a newline at the end. */
  public String toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", "tag2mask-evaluation/1");
    root.put("split", split);
    root.put("images", images);
    number(root, "mIoU", scores.meanIou());
    number(root, "FP", scores.meanFalsePositive());
    number(root, "FN", scores.meanFalseNegative());
    number(root, "precision", scores.meanPrecision());
    number(root, "recall", scores.meanRecall());
    number(root, "pixelAccuracy", scores.pixelAccuracy());
    number(root, "meanAccuracy", scores.meanAccuracy());
    number(root, "frequencyWeightedIoU", scores.frequencyWeightedIou());
    number(root, "ignoreRate", scores.ignoreRate());
    ObjectNode rules = root.putObject("rules");
    rules.put("mean", lower(scores.rules().mean()));
    rules.put("background", lower(scores.rules().background()));
    rules.put("undecided", lower(scores.rules().undecided()));
    ObjectNode settingsNode = root.putObject("settings");
    settings.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> settingsNode.put(entry.getKey(), entry.getValue()));
    ObjectNode bySize = root.putObject("bySize");
    for (ObjectSizes.Size size : ObjectSizes.Size.values()) {
      SizeScores score = sizes.scores(size);
      ObjectNode node = bySize.putObject(lower(size));
      node.put("objects", score.objects());
      number(node, "IoU", score.meanIou());
      number(node, "recall", score.meanRecall());
    }
    ObjectNode classes = root.putObject("classes");
    for (int id = 0; id < classNames.size(); id++) {
      ClassScore score = scores.classes().get(id);
      ObjectNode node = classes.putObject(classNames.get(id));
      number(node, "IoU", score.iou());
      number(node, "FP", score.falsePositive());
      number(node, "FN", score.falseNegative());
      number(node, "precision", score.precision());
      number(node, "recall", score.recall());
      node.put("truthPixels", score.truth());
      node.put("predictedPixels", score.predicted());
    }
    try {
      return JSON.writeValueAsString(root).replace("\r\n", "\n") + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of numbers and texts is always JSON", e);
    }
  }

  /**
   * Writes {@link #toJson()} atomically.
   *
   * @throws IOException when the file cannot be written; nothing half-written stays
   */
  public void write(Path file) throws IOException {
    AtomicFile.writeText(file, toJson());
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name);
    } else {
      node.put(name, value);
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
