package org.tag2mask.cli.terminal;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.runtime.json.Json;

/**
 * Where commands speak. Results go to standard output; warnings, errors and progress to standard
 * error. With {@code --json} everything is one JSON object a line on standard output, each with a
 * key {@code event}, and only errors are also said in words. Thread-safe.
 */
public final class Console {
  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private boolean json;

  /**
   * A console.
   *
   * @param out results
   * @param err everything else
   * @param terminal whether a person watches {@code err} on a terminal
   */
  public Console(PrintStream out, PrintStream err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /** Speaks JSON lines from now on. */
  public synchronized void useJson() {
    json = true;
  }

  /**
   * Whether JSON lines are spoken.
   *
   * @return true after {@link #useJson}
   */
  public synchronized boolean json() {
    return json;
  }

  /**
   * A result.
   *
   * @param event what it is, for programs
   * @param fields its values, for programs
   * @param text the same for people
   */
  public synchronized void result(String event, Map<String, ?> fields, String text) {
    if (json) {
      line(event, fields);
    } else {
      text(text.endsWith("\n") ? text : text + "\n");
    }
  }

  /**
   * Text for people only, such as help.
   *
   * @param text with line breaks
   */
  public synchronized void text(String text) {
    out.print(text);
    out.flush();
  }

  /**
   * What goes on.
   *
   * @param event what it is, for programs
   * @param fields its values, for programs
   * @param text the same for people
   */
  public synchronized void note(String event, Map<String, ?> fields, String text) {
    if (json) {
      line(event, fields);
    } else {
      err.println(text);
    }
  }

  /**
   * Something the user should look at.
   *
   * @param message a sentence
   */
  public synchronized void warn(String message) {
    note("warning", Map.of("message", message), "tag2mask: warning: " + message);
  }

  /**
   * Why the command failed.
   *
   * @param message what was found, what was expected, what to do
   */
  public synchronized void error(String message) {
    if (json) {
      line("error", Map.of("message", message));
    }
    err.println("tag2mask: error: " + message);
  }

  /**
   * The stack of a fault, for {@code --debug}.
   *
   * @param fault what was thrown
   */
  public synchronized void trace(Throwable fault) {
    fault.printStackTrace(err);
  }

  /**
   * Follows work of known length: a bar on a terminal, plain lines or JSON lines otherwise.
   *
   * @param task what is done, such as {@code masks}
   * @param unit what is counted, such as {@code images}
   * @param total how many
   * @return to be closed by the caller
   */
  public Progress progress(String task, String unit, long total) {
    return terminal && !json()
        ? new BarProgress(task, unit, total, err)
        : new LineProgress(this, task, unit, total);
  }

  private void line(String event, Map<String, ?> fields) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", event);
    map.putAll(fields);
    out.println(Json.write(map));
    out.flush();
  }
}
