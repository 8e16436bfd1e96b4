package org.tag2mask.cli.terminal;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A line now and then: at every tenth of the work, but not more than once a second. */
final class LineProgress implements Progress {
  private static final int PARTS = 10;
  private static final long LEAST_NANOS = 1_000_000_000L;

  private final Console console;
  private final String task;
  private final String unit;
  private final long total;
  private final long start = System.nanoTime();
  private long lastPart;
  private long lastTime = start;

  LineProgress(Console console, String task, String unit, long total) {
    this.console = console;
    this.task = task;
    this.unit = unit;
    this.total = total;
  }

  @Override
  public void at(long done, Map<String, ?> fields) {
    long part = total == 0 ? PARTS : done * PARTS / total;
    long now = System.nanoTime();
    boolean end = done == total;
    if (part == lastPart || (!end && now - lastTime < LEAST_NANOS)) {
      return;
    }
    lastPart = part;
    lastTime = now;
    double seconds = (now - start) / 1e9;
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("task", task);
    values.put("done", done);
    values.put("total", total);
    values.put("seconds", Math.round(seconds * 10) / 10.0);
    values.putAll(fields);
    String extra =
        fields.entrySet().stream()
            .map(e -> ", " + e.getKey() + " " + e.getValue())
            .collect(Collectors.joining());
    console.note(
        "progress",
        values,
        String.format(
            Locale.ROOT, "%s: %d of %d %s, %.0f s%s", task, done, total, unit, seconds, extra));
  }

  @Override
  public void close() {
    // Every line stands for itself.
  }
}
