package org.tag2mask.trainer;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.trainer.TrainResult.Outcome;
import org.tag2mask.trainer.attention.Accumulation;
import org.tag2mask.trainer.attention.AttentionAccumulator;
import org.tag2mask.trainer.attention.AttentionFolder;
import org.tag2mask.trainer.attention.Observation;
import org.tag2mask.trainer.loader.Batch;
import org.tag2mask.trainer.loader.BatchLoader;
import org.tag2mask.trainer.loader.BatchPlan;
import org.tag2mask.trainer.loader.Seeds;
import org.tag2mask.trainer.lowering.GraphBlock;
import org.tag2mask.trainer.lowering.LiveParameters;
import org.tag2mask.trainer.objective.Finish;
import org.tag2mask.trainer.objective.Objective;
import org.tag2mask.trainer.objective.Pass;
import org.tag2mask.trainer.optimize.Optimizer;
import org.tag2mask.trainer.optimize.WeightAverage;
import org.tag2mask.trainer.run.Checkpoint;
import org.tag2mask.trainer.run.Checkpoint.Best;
import org.tag2mask.trainer.run.ConfigFile;
import org.tag2mask.trainer.run.RunFolder;
import org.tag2mask.trainer.validate.Validation;

/** One training from its first or next step to its last: the state between steps. */
final class TrainingLoop implements AutoCloseable {
  private static final String ENGINE = "PyTorch";

  private final Training training;
  private final TrainConfig config;
  private final RunFolder folder;
  private final TrainListener listener;
  private final Optional<Validation> validation;
  private final BatchPlan plan;
  private final long totalSteps;
  private final ParameterSet first;
  private final NDManager manager;
  private final GraphBlock block;
  private final GraphBlock measured;
  private final LiveParameters parameters;
  private final Optimizer optimizer;
  private final Update update;
  private final Optional<WeightAverage> average;
  private final Optional<AttentionAccumulator> accumulator;
  private long step;
  private Optional<Best> best = Optional.empty();
  private double lastLoss = Double.NaN;

  TrainingLoop(Training training, Set<String> frozen, RunFolder folder, TrainListener listener) {
    this.training = training;
    this.config = training.config();
    this.folder = folder;
    this.listener = listener;
    Network network = training.network();
    Objective objective = training.objective();
    this.plan = plan(objective);
    long all = (long) config.epochs() * plan.stepsPerEpoch();
    this.totalSteps = config.maxSteps() > 0 ? Math.min(all, config.maxSteps()) : all;
    this.validation =
        training.validation().flatMap(images -> objective.validation(images, network, config));
    Optional<Checkpoint> checkpoint = folder.latest(this::tell);
    this.first = checkpoint.map(Checkpoint::parameters).orElse(training.initial());
    first.requireAll(network.graph().parameters());
    List<Device> devices = EngineDevices.of(config.run().devices());
    this.manager = NDManager.newBaseManager(devices.get(0), ENGINE);
    if (config.run().threads() > 0) {
      JniUtils.setNumThreads(config.run().threads());
    }
    this.block = new GraphBlock(manager, network.graph(), objective.outputs(), frozen);
    this.measured = new GraphBlock(manager, network.graph(), objective.measured(), frozen);
    this.parameters =
        new LiveParameters(manager, block.graph().parameters(), first, frozen::contains);
    this.optimizer = Optimizer.of(manager, config.optimizer(), parameters);
    this.update = new Update(training, devices, manager, block, parameters, optimizer);
    this.average = config.averaging() > 0 ? Optional.of(average(checkpoint)) : Optional.empty();
    this.accumulator = objective.accumulation().map(this::accumulator);
    checkpoint.ifPresent(this::resume);
  }

  private BatchPlan plan(Objective objective) {
    BatchPlan drawn = objective.plan(training.train(), config.imagesPerStep(), config.seed());
    if (config.accumulate() > 1 && config.batch() % drawn.group() != 0) {
      throw new TrainingException(
          "objective '"
              + objective.name()
              + "' needs "
              + drawn.group()
              + " neighbours in one batch, but accumulate is "
              + config.accumulate()
              + " and batch "
              + config.batch()
              + "; expected a batch that is a multiple of "
              + drawn.group());
    }
    return drawn;
  }

  private AttentionAccumulator accumulator(Accumulation settings) {
    AttentionFolder attention = new AttentionFolder(folder.root().resolve(AttentionFolder.NAME));
    return new AttentionAccumulator(
        attention, settings, training.train(), plan.epoch(totalSteps - 1));
  }

  private WeightAverage average(Optional<Checkpoint> from) {
    ParameterSet values = from.map(Checkpoint::average).orElse(first);
    return new WeightAverage(manager, block.graph().parameters(), values, config.averaging());
  }

  private void resume(Checkpoint from) {
    step = from.step();
    best = from.best();
    optimizer.restore(from.momentum());
  }

  /** Makes the remaining steps. */
  TrainResult run(Map<String, Object> settings) {
    folder.startMetrics(step);
    listener.onStart(step, totalSteps, plan.stepsPerEpoch(), settings);
    if (step == 0) {
      accumulator.ifPresent(AttentionAccumulator::begin);
      folder.log(ConfigFile.text(settings).stripTrailing());
    }
    tell(
        String.format(
            Locale.ROOT,
            "%s step %d of %d, %d steps an epoch, %d engine threads, %d of %d arrays trained",
            step == 0 ? "starting at" : "going on after",
            step,
            totalSteps,
            plan.stepsPerEpoch(),
            JniUtils.getNumThreads(),
            parameters.trained().size(),
            block.graph().parameters().size()));
    Path checkpoint = null;
    BatchLoader.Work work =
        new BatchLoader.Work(config.run().workers(), config.run().ahead(), config.run().onBroken());
    BatchLoader.Reading reading =
        new BatchLoader.Reading(
            training.train(),
            config.crop(),
            training.network().input(),
            training.objective().labels(),
            config.seed());
    try (BatchLoader loader = new BatchLoader(reading, plan, step, totalSteps, work)) {
      while (!ended() && !listener.stopRequested()) {
        makeStep(loader);
        boolean epochEnds = step % plan.stepsPerEpoch() == 0 || step == totalSteps;
        if (epochEnds) {
          endEpoch();
        }
        int every = config.run().checkpointEvery();
        checkpoint = epochEnds || (every > 0 && step % every == 0) ? save() : null;
      }
    }
    Outcome outcome = ended() ? Outcome.FINISHED : Outcome.STOPPED;
    if (checkpoint == null) {
      checkpoint = save();
    }
    tell(
        outcome == Outcome.FINISHED
            ? "finished after " + step + " steps" + (step < totalSteps ? exhausted() : "")
            : "stopped after step " + step + "; start again to go on");
    return new TrainResult(
        outcome,
        Optional.of(folder.best()).filter(java.nio.file.Files::exists),
        checkpoint,
        step,
        totalSteps,
        lastLoss,
        best.map(Best::score));
  }

  /** A function of what a checkpoint holds, so that an ended training is not taken up again. */
  private boolean ended() {
    if (step == totalSteps) {
      return true;
    }
    boolean epochEnds = step % plan.stepsPerEpoch() == 0;
    return epochEnds
        && config.patience() > 0
        && best.isPresent()
        && step - best.get().step() >= (long) config.patience() * plan.stepsPerEpoch();
  }

  private String exhausted() {
    return " of "
        + totalSteps
        + ": no higher score for "
        + config.patience()
        + " epochs (patience)";
  }

  private void makeStep(BatchLoader loader) {
    long start = System.nanoTime();
    try (Batch batch = load(loader)) {
      double waited = (System.nanoTime() - start) / 1e9;
      batch.skipped().forEach((id, message) -> tell("left out " + id + ": " + message));
      // Dropout draws from the engine's only source; seeded anew, a step does not depend on
      // what ran before it.
      Engine.getEngine(ENGINE).setRandomSeed(Seeds.step(config.seed(), step));
      double factor = config.schedule().factor(step, totalSteps);
      Pass.Position position = new Pass.Position(step, totalSteps, plan.epoch(step));
      Update.Made made = update.make(batch, position, factor, this::gather);
      requireFinite(made);
      average.ifPresent(a -> a.update(parameters, step));
      long epoch = plan.epoch(step) + 1;
      step++;
      lastLoss = made.loss();
      StepMetrics metrics =
          new StepMetrics(
              step,
              epoch,
              made.loss(),
              made.terms(),
              made.norm(),
              factor
                  * config.optimizer().learningRate()
                  * config.optimizer().rates().backboneWeight(),
              (System.nanoTime() - start) / 1e9,
              waited);
      if (step % config.run().logEvery() == 0) {
        folder.metric(metrics.toMap());
      }
      listener.onStep(metrics);
    }
  }

  private void gather(Pass.Position position, Batch batch, Observation seen) {
    accumulator.ifPresent(a -> a.add(position.step(), position.epoch(), batch.indices(), seen));
  }

  /** The next batch; what was learned before a broken image is not lost. */
  private Batch load(BatchLoader loader) {
    try {
      return loader.next();
    } catch (TrainingException e) {
      if (step > 0) {
        save();
      }
      throw e;
    }
  }

  private void requireFinite(Update.Made made) {
    if (!Double.isFinite(made.loss()) || !Double.isFinite(made.norm())) {
      List<String> broken = made.broken();
      String where =
          broken.isEmpty()
              ? ""
              : " (" + broken.size() + " parameters, the first " + broken.get(0) + ")";
      throw new DivergenceException(
          step + 1,
          String.format(
              Locale.ROOT,
              "the training diverged at step %d: loss %s, gradient norm %s%s; lower the learning"
                  + " rate (now %s) or clip the gradient (clip_norm, now %s)",
              step + 1,
              made.loss(),
              made.norm(),
              where,
              config.optimizer().learningRate(),
              config.optimizer().clipNorm()));
    }
  }

  /** Validates where it is due, and stores the parameters to keep. */
  private void endEpoch() {
    long epoch = (step + plan.stepsPerEpoch() - 1) / plan.stepsPerEpoch();
    boolean last = step == totalSteps;
    boolean due = last || epoch % config.run().validateEvery() == 0;
    boolean better = last && (validation.isEmpty() || config.keep() == TrainConfig.Keep.LAST);
    if (validation.isPresent() && due) {
      ValidationMetrics scored = validation.get().score(measured, kept(), manager, step, epoch);
      folder.metric(scored.toMap());
      listener.onValidation(scored);
      scored.skipped().forEach((id, message) -> tell("left out " + id + ": " + message));
      tell(
          String.format(
              Locale.ROOT,
              "epoch %d, step %d: validation %s %.4f, loss %.4f on %d images",
              epoch,
              step,
              scored.measure().label(),
              scored.score(),
              scored.loss(),
              scored.images()));
      double score = scored.score();
      boolean higher = best.isEmpty() || score > best.get().score();
      if (config.keep() == TrainConfig.Keep.LAST ? last : higher) {
        // Without any tag in the validation images nothing is ever higher: keep the first.
        best = Optional.of(new Best(step, score));
        better = true;
      }
    }
    if (better) {
      training
          .objective()
          .finish(new Finish(training.network(), config, training.train(), block, kept(), manager));
      folder.saveBest(snapshot(kept()), ResultMetadata.of(training, step, best));
    }
  }

  /** What is validated and kept: the average where there is one. */
  private LiveParameters kept() {
    return average.map(WeightAverage::parameters).orElse(parameters);
  }

  private Path save() {
    return folder.save(
        new Checkpoint(
            step,
            plan.stepsPerEpoch(),
            config.seed(),
            best,
            snapshot(parameters),
            optimizer.snapshot(),
            average.map(a -> a.parameters().snapshot()).orElse(ParameterSet.of(Map.of()))));
  }

  /** All parameters of the network; those the loss does not reach have their first values. */
  private ParameterSet snapshot(LiveParameters live) {
    Map<String, Tensor> all = new LinkedHashMap<>(first.asMap());
    all.putAll(live.snapshot().asMap());
    return ParameterSet.of(all);
  }

  private void tell(String message) {
    folder.log(message);
    listener.onMessage(message);
  }

  @Override
  public void close() {
    block.close();
    measured.close();
    manager.close();
  }
}
