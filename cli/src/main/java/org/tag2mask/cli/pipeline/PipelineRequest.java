package org.tag2mask.cli.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.Tag2MaskException;

/**
 * A pipeline with what is outside its configuration.
 *
 * @param config the stages' settings
 * @param data opens the splits
 * @param out the folder of all results
 * @param device where exported models run
 * @param workers images worked on at the same time
 * @param limits how large images may be
 * @param existing what happens to earlier results
 */
public record PipelineRequest(
    PipelineConfig config,
    SplitSource data,
    Path out,
    Device device,
    int workers,
    ImageLimits limits,
    Existing existing) {

  /** Opens a split of the data set. */
  @FunctionalInterface
  public interface SplitSource {
    /**
     * Opens a split.
     *
     * @param name its name
     * @return its samples
     */
    Dataset open(String name);
  }

  /** The images of several splits, which may overlap: each image once. */
  Dataset union(List<String> splits) {
    Map<String, Sample> samples = new LinkedHashMap<>();
    Dataset last = null;
    for (String split : splits) {
      last = data.open(split);
      last.samples().forEach(sample -> samples.putIfAbsent(sample.id(), sample));
    }
    if (last == null) {
      throw new Tag2MaskException(
          "no split is named whose images get masks; expected at least one, such as train");
    }
    return new Dataset(
        last.root(), String.join("+", splits), last.classes(), new ArrayList<>(samples.values()));
  }

  /** What happens to earlier results. */
  public enum Existing {
    /** Stages whose inputs and settings are the same are skipped or go on. */
    KEEP,
    /** Every stage starts anew. */
    REPLACE
  }

  Path run() {
    return out.resolve("run");
  }

  Path model() {
    return out.resolve("classifier.onnx");
  }

  Path labels() {
    return out.resolve("labels");
  }

  Path affinityRun() {
    return out.resolve("run-affinity");
  }

  Path affinityModel() {
    return out.resolve("affinity.onnx");
  }

  Path masks() {
    return out.resolve("masks");
  }

  /** The run folder of a segmenter, round 1 first. */
  Path segmenterRun(int round) {
    return out.resolve("run-segmenter" + numbered(round));
  }

  Path segmenterModel(int round) {
    return out.resolve("segmenter" + numbered(round) + ".onnx");
  }

  /** Labels that a segmenter learns from, where it does not learn from masks. */
  Path segmenterLabels() {
    return out.resolve("labels-segmenter");
  }

  /** Masks for another round, made by the segmenter of the round before. */
  Path relabelled(int round) {
    return out.resolve("masks" + numbered(round));
  }

  /** Masks of a round's segmenter at one scale. */
  Path singleScale(int round) {
    return out.resolve("segmentation-plain" + numbered(round));
  }

  Path segmentation() {
    return out.resolve("segmentation");
  }

  Path segmenterReport() {
    return out.resolve("report-segmenter");
  }

  private static String numbered(int round) {
    return round == 1 ? "" : "-" + round;
  }

  Path report() {
    return out.resolve("report");
  }
}
