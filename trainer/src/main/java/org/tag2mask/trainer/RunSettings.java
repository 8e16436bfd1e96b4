package org.tag2mask.trainer;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.tag2mask.runtime.Device;
import org.tag2mask.trainer.loader.BatchLoader.OnBroken;

/**
 * Settings that do not change which parameters come out (the number of engine threads may change
 * their last bits).
 *
 * @param devices the first holds the parameters; the batches of a step ({@code accumulate}) take
 *     turns on them. Batch statistics are those of the first
 * @param threads of the engine, 0 for its own choice (all cores)
 * @param workers threads that load pictures, at least 1
 * @param ahead batches loaded ahead, at least 1
 * @param checkpointEvery steps between checkpoints, besides those after each epoch; 0 for none
 * @param logEvery steps between lines of {@code metrics.jsonl}, at least 1
 * @param validateEvery epochs between validations, at least 1; the last epoch always
 * @param skipBroken leave broken training images out of their batch instead of stopping
 * @param existing what to do with a run folder that has a training of the same settings
 */
public record RunSettings(
    List<Device> devices,
    int threads,
    int workers,
    int ahead,
    int checkpointEvery,
    int logEvery,
    int validateEvery,
    boolean skipBroken,
    Existing existing) {

  /** What to do with what a run folder already holds. */
  public enum Existing {
    /** Go on from the last checkpoint; a finished training is not repeated. */
    RESUME,
    /** Delete checkpoints and metrics and start anew, whatever the settings were. */
    RESTART
  }

  /** Two workers, three batches ahead, a checkpoint every 200 steps, every step logged. */
  public static final RunSettings DEFAULT =
      new RunSettings(List.of(Device.auto()), 0, 2, 3, 200, 1, 1, false, Existing.RESUME);

  /** Keys of {@link TrainConfig#toMap} that come from here and may differ on resuming. */
  static final Set<String> KEYS =
      Set.of(
          "devices",
          "threads",
          "workers",
          "ahead",
          "checkpoint_every",
          "log_every",
          "validate_every",
          "skip_broken");

  /** Checks the ranges. */
  public RunSettings {
    devices = List.copyOf(devices);
    if (devices.isEmpty()) {
      throw new IllegalArgumentException(
          "devices is empty; expected names such as auto, cpu, cuda:0");
    }
    if (threads < 0 || checkpointEvery < 0) {
      throw new IllegalArgumentException(
          "threads and checkpoint_every must be 0 or more but are "
              + threads
              + " and "
              + checkpointEvery);
    }
    if (Math.min(Math.min(workers, ahead), Math.min(logEvery, validateEvery)) < 1) {
      throw new IllegalArgumentException(
          "workers, ahead, log_every and validate_every must be at least 1 but are "
              + workers
              + ", "
              + ahead
              + ", "
              + logEvery
              + ", "
              + validateEvery);
    }
  }

  /** What happens when an image cannot be read. */
  public OnBroken onBroken() {
    return skipBroken ? OnBroken.SKIP : OnBroken.STOP;
  }

  /** On these devices. */
  public RunSettings withDevices(List<Device> value) {
    return changed(draft -> draft.devices = value);
  }

  /** With so many engine threads. */
  public RunSettings withThreads(int value) {
    return changed(draft -> draft.threads = value);
  }

  /** With so many loading threads. */
  public RunSettings withWorkers(int value) {
    return changed(draft -> draft.workers = value);
  }

  /** With so many steps between checkpoints. */
  public RunSettings withCheckpointEvery(int value) {
    return changed(draft -> draft.checkpointEvery = value);
  }

  /** With so many steps between lines of metrics. */
  public RunSettings withLogEvery(int value) {
    return changed(draft -> draft.logEvery = value);
  }

  /** With so many epochs between validations. */
  public RunSettings withValidateEvery(int value) {
    return changed(draft -> draft.validateEvery = value);
  }

  /** Leaving broken images out, or not. */
  public RunSettings withSkipBroken(boolean value) {
    return changed(draft -> draft.skipBroken = value);
  }

  /** With this treatment of an existing training. */
  public RunSettings withExisting(Existing value) {
    return changed(draft -> draft.existing = value);
  }

  private RunSettings changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.record();
  }

  /** The components, to be changed one by one. */
  private static final class Draft {
    private List<Device> devices;
    private int threads;
    private int workers;
    private int ahead;
    private int checkpointEvery;
    private int logEvery;
    private int validateEvery;
    private boolean skipBroken;
    private Existing existing;

    Draft(RunSettings from) {
      devices = from.devices;
      threads = from.threads;
      workers = from.workers;
      ahead = from.ahead;
      checkpointEvery = from.checkpointEvery;
      logEvery = from.logEvery;
      validateEvery = from.validateEvery;
      skipBroken = from.skipBroken;
      existing = from.existing;
    }

    RunSettings record() {
      return new RunSettings(
          devices,
          threads,
          workers,
          ahead,
          checkpointEvery,
          logEvery,
          validateEvery,
          skipBroken,
          existing);
    }
  }
}
