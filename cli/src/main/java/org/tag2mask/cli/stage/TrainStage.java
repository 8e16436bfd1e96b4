package org.tag2mask.cli.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.plot.TrainingCurves;
import org.tag2mask.cli.terminal.Console;
import org.tag2mask.data.dataset.ClassStatistics;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.trainer.TrainResult;
import org.tag2mask.trainer.Trainer;
import org.tag2mask.trainer.Training;

/** A network from tags, labels or masks. */
public final class TrainStage {
  /** Classes shown before a training. */
  private static final int ROWS = 24;

  private TrainStage() {}

  /**
   * Trains or goes on, and draws the curves.
   *
   * @param request which training
   * @param session console and interrupts
   * @return the exit code
   * @throws IOException when the curves cannot be written
   */
  public static int run(TrainRequest request, Session session) throws IOException {
    Console console = session.console();
    Dataset train = request.train();
    Network network =
        Networks.build(
            NetworkSpec.parse(
                request.network(), request.head(), train.classes().foregroundCount()));
    if (network.role() == NetworkRole.CLASSIFIER) {
      tell(ClassStatistics.of(train), console);
    }
    WeightLoader.Loaded initial = initial(request, network, console);
    Path out = request.out();
    TrainResult result;
    try (TrainProgress progress = new TrainProgress(session)) {
      result =
          session
              .interrupts()
              .during(
                  () -> {},
                  () ->
                      Trainer.train(
                          new Training(
                              request.config(),
                              request.objective(),
                              network,
                              initial.parameters(),
                              train,
                              request.validation()),
                          Optional.of(initial.report()),
                          out,
                          progress));
    }
    // A process that is being stopped cannot draw: the image writer wants a shutdown hook.
    if (result.outcome() == TrainResult.Outcome.FINISHED) {
      TrainingCurves.draw(out.resolve("metrics.jsonl"), out.resolve("curves.png"));
    }
    return report(result, out, console);
  }

  /** How the tags are spread, which decides what can be learned from them. */
  private static void tell(ClassStatistics statistics, Console console) {
    Map<String, Object> counts = new LinkedHashMap<>();
    statistics.classes().forEach(count -> counts.put(count.name(), count.images()));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("images", statistics.images());
    fields.put("untagged", statistics.untagged());
    fields.put("tags_per_image", statistics.meanTags());
    fields.put("imbalance", statistics.imbalance());
    fields.put("classes", counts);
    console.note("classes", fields, "tags of split " + statistics.text(ROWS).stripTrailing());
  }

  private static WeightLoader.Loaded initial(
      TrainRequest request, Network network, Console console) {
    long seed = request.config().seed();
    if (request.weights().isEmpty()) {
      return WeightLoader.Loaded.initial(network.graph().parameters(), seed);
    }
    WeightLoader.Loaded loaded =
        WeightLoader.load(
            network.graph().parameters(), request.weights().get(), seed, request.onMismatch());
    console.note("weights", loaded.report().toMap(), "weights: " + loaded.report().text());
    return loaded;
  }

  private static int report(TrainResult result, Path out, Console console) {
    boolean finished = result.outcome() == TrainResult.Outcome.FINISHED;
    Optional<Double> score = result.bestScore();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("finished", finished);
    fields.put("steps", result.steps());
    fields.put("total_steps", result.totalSteps());
    fields.put("loss", Double.isFinite(result.lastLoss()) ? result.lastLoss() : null);
    fields.put("score", score.orElse(null));
    fields.put("out", out.toString());
    console.result(
        "train",
        fields,
        String.format(
            Locale.ROOT,
            "train: %d of %d steps%s, in %s",
            result.steps(),
            result.totalSteps(),
            score.map(s -> String.format(Locale.ROOT, ", best score %.1f %%", 100 * s)).orElse(""),
            out));
    if (!finished) {
      console.warn("stopped with a checkpoint; the same command goes on from there");
      return ExitCode.INTERRUPTED;
    }
    return ExitCode.OK;
  }
}
