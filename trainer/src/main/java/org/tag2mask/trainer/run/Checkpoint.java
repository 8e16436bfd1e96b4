package org.tag2mask.trainer.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.SafetensorsFile;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

/**
 * Everything needed to go on: the next batch, the draws of augmentation and dropout are functions
 * of seed and step, so no random state has to be kept.
 *
 * @param step steps done
 * @param stepsPerEpoch steps of one epoch, which with the step gives epoch and position
 * @param seed the seed of the run
 * @param best step and score of the best validation so far
 * @param parameters all parameters and running statistics
 * @param momentum the optimiser's buffers, by parameter name
 * @param average the moving average of the parameters, by name; empty if none is kept
 */
public record Checkpoint(
    long step,
    int stepsPerEpoch,
    long seed,
    Optional<Best> best,
    ParameterSet parameters,
    ParameterSet momentum,
    ParameterSet average) {
  private static final String MOMENTUM = "momentum/";
  private static final String AVERAGE = "average/";

  /**
   * The best validation so far.
   *
   * @param step steps done then
   * @param score its score; higher is better
   */
  public record Best(long step, double score) {}

  /**
   * All arrays of the file: parameters under their names, buffers under {@code momentum/name},
   * averages under {@code average/name}.
   */
  Map<String, Tensor> tensors() {
    Map<String, Tensor> all = new LinkedHashMap<>(parameters.asMap());
    momentum.asMap().forEach((name, tensor) -> all.put(MOMENTUM + name, tensor));
    average.asMap().forEach((name, tensor) -> all.put(AVERAGE + name, tensor));
    return all;
  }

  Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("step", Long.toString(step));
    metadata.put("steps_per_epoch", Integer.toString(stepsPerEpoch));
    metadata.put("epoch", Long.toString(step / stepsPerEpoch));
    metadata.put("position", Long.toString(step % stepsPerEpoch));
    metadata.put("seed", Long.toString(seed));
    best.ifPresent(
        b -> {
          metadata.put("best_step", Long.toString(b.step()));
          metadata.put("best_score", Double.toString(b.score()));
        });
    return metadata;
  }

  /**
   * Reads a checkpoint.
   *
   * @throws ModelException if the file is damaged or no checkpoint
   */
  static Checkpoint read(Path file) {
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      Map<String, Tensor> parameters = new LinkedHashMap<>();
      Map<String, Tensor> momentum = new LinkedHashMap<>();
      Map<String, Tensor> average = new LinkedHashMap<>();
      for (String name : source.names()) {
        if (name.startsWith(MOMENTUM)) {
          momentum.put(name.substring(MOMENTUM.length()), source.read(name));
        } else if (name.startsWith(AVERAGE)) {
          average.put(name.substring(AVERAGE.length()), source.read(name));
        } else {
          parameters.put(name, source.read(name));
        }
      }
      Map<String, String> metadata = source.metadata();
      Optional<Best> best =
          metadata.containsKey("best_step")
              ? Optional.of(
                  new Best(
                      Long.parseLong(metadata.get("best_step")),
                      Double.parseDouble(metadata.get("best_score"))))
              : Optional.empty();
      return new Checkpoint(
          Long.parseLong(metadata.get("step")),
          Integer.parseInt(metadata.get("steps_per_epoch")),
          Long.parseLong(metadata.get("seed")),
          best,
          ParameterSet.of(parameters),
          ParameterSet.of(momentum),
          ParameterSet.of(average));
    } catch (NumberFormatException e) {
      throw new ModelException(file + " is no checkpoint: its step or seed is missing", e);
    }
  }
}
