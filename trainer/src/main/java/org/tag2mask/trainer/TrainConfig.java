package org.tag2mask.trainer;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.tag2mask.trainer.loader.CropSettings;
import org.tag2mask.trainer.optimize.OptimizerSettings;
import org.tag2mask.trainer.optimize.Schedule;

/**
 * All settings of a training. Two trainings of the same settings, data, network and first
 * parameters give the same parameters bit for bit with the same number of engine threads.
 *
 * @param epochs passes over the images, at least 1
 * @param batch images that go through the network together, at least 1
 * @param accumulate batches whose gradients are added up to one step, a multiple of the number of
 *     devices: the step is that of a batch so many times larger, in the memory of one
 * @param maxSteps stop after so many steps even if epochs are left, 0 for no limit; the schedule
 *     runs over the shortened training
 * @param seed of order, augmentation and dropout
 * @param optimizer rates, momentum, decay
 * @param schedule of the learning rate
 * @param crop how pictures are changed
 * @param freeze what is not trained, as {@link org.tag2mask.models.params.ParameterPattern}: {@code
 *     features.0}, {@code layer1*}, {@code trunk} for the whole backbone
 * @param keep which parameters become {@code best.safetensors}
 * @param patience epochs without a higher validation score after which the training ends, 0 for
 *     never; needs {@link Keep#BEST}
 * @param averaging decay of the moving average of the parameters that is validated and kept instead
 *     of them, below 1, usually 0.999; 0 for none
 * @param run what does not change the result
 */
public record TrainConfig(
    int epochs,
    int batch,
    int accumulate,
    int maxSteps,
    long seed,
    OptimizerSettings optimizer,
    Schedule schedule,
    CropSettings crop,
    List<String> freeze,
    Keep keep,
    int patience,
    double averaging,
    RunSettings run) {

  /** Which parameters are the result. */
  public enum Keep {
    /** Those with the highest score on the validation images; the last ones without such images. */
    BEST,
    /** Those after the last step, as most papers do. */
    LAST
  }

  /** 6 epochs of 16 images, poly 0.9 with 20 steps of warm-up, and the defaults of the parts. */
  public static final TrainConfig DEFAULT =
      new TrainConfig(
          6,
          16,
          1,
          0,
          0,
          OptimizerSettings.DEFAULT,
          new Schedule.WarmUp(20, new Schedule.Poly(0.9)),
          CropSettings.DEFAULT,
          List.of(),
          Keep.BEST,
          0,
          0,
          RunSettings.DEFAULT);

  /** Checks the ranges and copies the list. */
  public TrainConfig {
    if (epochs < 1 || batch < 1 || accumulate < 1 || maxSteps < 0) {
      throw new IllegalArgumentException(
          "epochs, batch and accumulate must be at least 1 and max_steps not negative but are "
              + epochs
              + ", "
              + batch
              + ", "
              + accumulate
              + ", "
              + maxSteps);
    }
    if (accumulate % run.devices().size() != 0) {
      throw new IllegalArgumentException(
          "accumulate is "
              + accumulate
              + " but there are "
              + run.devices().size()
              + " devices; expected a multiple, so that each device gets as many batches of a step");
    }
    if (patience < 0 || !(averaging >= 0 && averaging < 1)) {
      throw new IllegalArgumentException(
          "patience must be 0 or more and averaging 0..1, 1 excluded, but are "
              + patience
              + " and "
              + averaging);
    }
    freeze = List.copyOf(freeze);
  }

  /** With this number of epochs. */
  public TrainConfig withEpochs(int value) {
    return changed(draft -> draft.epochs = value);
  }

  /** With so many images a step. */
  public TrainConfig withBatch(int value) {
    return changed(draft -> draft.batch = value);
  }

  /** With so many batches a step. */
  public TrainConfig withAccumulate(int value) {
    return changed(draft -> draft.accumulate = value);
  }

  /** Images of one step: {@code batch · accumulate}. */
  public int imagesPerStep() {
    return Math.multiplyExact(batch, accumulate);
  }

  /** With at most so many steps. */
  public TrainConfig withMaxSteps(int value) {
    return changed(draft -> draft.maxSteps = value);
  }

  /** With this seed. */
  public TrainConfig withSeed(long value) {
    return changed(draft -> draft.seed = value);
  }

  /** With this optimiser. */
  public TrainConfig withOptimizer(OptimizerSettings value) {
    return changed(draft -> draft.optimizer = value);
  }

  /** With this schedule. */
  public TrainConfig withSchedule(Schedule value) {
    return changed(draft -> draft.schedule = value);
  }

  /** With these changes of pictures. */
  public TrainConfig withCrop(CropSettings value) {
    return changed(draft -> draft.crop = value);
  }

  /** With these layers frozen. */
  public TrainConfig withFreeze(List<String> value) {
    return changed(draft -> draft.freeze = value);
  }

  /** With this choice of result. */
  public TrainConfig withKeep(Keep value) {
    return changed(draft -> draft.keep = value);
  }

  /** Ending after so many epochs without a higher score. */
  public TrainConfig withPatience(int value) {
    return changed(draft -> draft.patience = value);
  }

  /** With a moving average of this decay. */
  public TrainConfig withAveraging(double value) {
    return changed(draft -> draft.averaging = value);
  }

  /** With these settings of the run. */
  public TrainConfig withRun(RunSettings value) {
    return changed(draft -> draft.run = value);
  }

  /** All settings as one flat map of numbers, texts and lists, in a fixed order. */
  public Map<String, Object> toMap() {
    return TrainConfigMap.write(this);
  }

  /**
   * Settings from a map; what is missing keeps the value of a base.
   *
   * @param base where missing keys are taken from
   * @param map keys as {@link #toMap}, and {@code rates}: the name of a preset of multipliers
   * @param where what the map is, for messages: a file name
   * @throws TrainingException if a key is unknown or a value impossible
   */
  public static TrainConfig fromMap(TrainConfig base, Map<String, ?> map, String where) {
    return TrainConfigMap.read(base, map, where);
  }

  private TrainConfig changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.record();
  }

  /** The components, to be changed one by one. */
  private static final class Draft {
    private int epochs;
    private int batch;
    private int accumulate;
    private int maxSteps;
    private long seed;
    private OptimizerSettings optimizer;
    private Schedule schedule;
    private CropSettings crop;
    private List<String> freeze;
    private Keep keep;
    private int patience;
    private double averaging;
    private RunSettings run;

    Draft(TrainConfig from) {
      epochs = from.epochs;
      batch = from.batch;
      accumulate = from.accumulate;
      maxSteps = from.maxSteps;
      seed = from.seed;
      optimizer = from.optimizer;
      schedule = from.schedule;
      crop = from.crop;
      freeze = from.freeze;
      keep = from.keep;
      patience = from.patience;
      averaging = from.averaging;
      run = from.run;
    }

    TrainConfig record() {
      return new TrainConfig(
          epochs,
          batch,
          accumulate,
          maxSteps,
          seed,
          optimizer,
          schedule,
          crop,
          freeze,
          keep,
          patience,
          averaging,
          run);
    }
  }
}
