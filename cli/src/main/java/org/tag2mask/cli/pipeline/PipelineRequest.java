package org.tag2mask.cli.pipeline;

import java.nio.file.Path;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.runtime.Device;

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

  Path report() {
    return out.resolve("report");
  }
}
