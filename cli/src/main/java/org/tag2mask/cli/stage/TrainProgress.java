package org.tag2mask.cli.stage;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.terminal.Progress;
import org.tag2mask.trainer.StepMetrics;
import org.tag2mask.trainer.TrainListener;
import org.tag2mask.trainer.ValidationMetrics;

/** Shows a training and passes Ctrl-C on to it. */
final class TrainProgress implements TrainListener, AutoCloseable {
  private final Session session;
  private Progress progress;
  private String measure;
  private String score;

  TrainProgress(Session session) {
    this.session = session;
  }

  @Override
  public void onStart(
      long firstStep, long totalSteps, int stepsPerEpoch, Map<String, Object> config) {
    StringBuilder text = new StringBuilder("train: settings\n");
    config.forEach(
        (key, value) -> text.append("  ").append(key).append(": ").append(value).append('\n'));
    text.append("train: steps ").append(firstStep).append(" to ").append(totalSteps);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("first_step", firstStep);
    fields.put("total_steps", totalSteps);
    fields.put("steps_per_epoch", stepsPerEpoch);
    fields.put("settings", config);
    session.console().note("train_start", fields, text.toString());
    progress = session.console().progress("train", "steps", totalSteps);
  }

  @Override
  public void onStep(StepMetrics step) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("loss", String.format(Locale.ROOT, "%.4f", step.loss()));
    if (score != null) {
      fields.put(measure, score);
    }
    progress.at(step.step(), fields);
  }

  @Override
  public void onValidation(ValidationMetrics validation) {
    measure = validation.measure().label();
    score = String.format(Locale.ROOT, "%.3f", validation.score());
    if (session.console().json()) {
      session.console().note("validation", validation.toMap(), "");
    }
  }

  @Override
  public void onMessage(String message) {
    session.console().note("message", Map.of("message", message), "train: " + message);
  }

  @Override
  public boolean stopRequested() {
    return session.interrupts().requested();
  }

  @Override
  public void close() {
    if (progress != null) {
      progress.close();
    }
  }
}
