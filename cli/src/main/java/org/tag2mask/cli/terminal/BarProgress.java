package org.tag2mask.cli.terminal;

import java.io.PrintStream;
import java.util.Map;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on a terminal. */
final class BarProgress implements Progress {
  private static final int WIDTH = 100;

  private final ProgressBar bar;

  BarProgress(String task, String unit, long total, PrintStream err) {
    this.bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setUnit(" " + unit, 1)
            .setInitialMax(total)
            .setUpdateIntervalMillis(200)
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
            .build();
  }

  @Override
  public void at(long done, Map<String, ?> fields) {
    bar.stepTo(done);
    bar.setExtraMessage(
        fields.entrySet().stream()
            .map(e -> " " + e.getKey() + " " + e.getValue())
            .collect(Collectors.joining()));
  }

  @Override
  public void close() {
    bar.close();
  }
}
