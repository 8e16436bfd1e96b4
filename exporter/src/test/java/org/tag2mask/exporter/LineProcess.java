package org.tag2mask.exporter;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Another program that answers each line it is given with one line. */
final class LineProcess implements AutoCloseable {
  private final Process process;
  private final BufferedWriter questions;
  private final BufferedReader answers;
  private final Path errors;

  private LineProcess(Process process, Path errors) {
    this.process = process;
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.errors = errors;
  }

  /**
   * Starts a program.
   *
   * @param command the program and its arguments
   * @param environment variables to set
   * @param errors the file that takes what it writes to standard error
   */
  static LineProcess start(List<String> command, Map<String, String> environment, Path errors)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    return new LineProcess(builder.start(), errors);
  }

  /**
   * Asks and waits for the answer.
   *
   * @throws AssertionError if the program has ended, with what it wrote to standard error
   */
  String ask(String line) throws IOException {
    try {
      questions.write(line);
      questions.newLine();
      questions.flush();
    } catch (IOException e) {
      throw new AssertionError("the process does not listen: " + Files.readString(errors), e);
    }
    return next();
  }

  /** The next line it says by itself. */
  String next() throws IOException {
    String answer = answers.readLine();
    if (answer == null) {
      throw new AssertionError("the process ended: " + Files.readString(errors));
    }
    return answer;
  }

  /** Ends its input, and the process if that does not end it. */
  @Override
  public void close() throws IOException {
    try {
      questions.close();
      process.onExit().get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new AssertionError("the process does not end with its input", e);
    }
  }
}
