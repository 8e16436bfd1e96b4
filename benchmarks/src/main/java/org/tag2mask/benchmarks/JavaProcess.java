package org.tag2mask.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java process beside this one, with the same class path, whose answer is a line it prints. */
final class JavaProcess {
  private JavaProcess() {}

  /**
   * Runs a main class to its end; what it says to standard error is passed on.
   *
   * @param options of the virtual machine
   * @param main the class
   * @param arguments what it is given
   * @param trainingAllocator whether it keeps the allocator settings that the launcher makes for
   *     training, which hold freed memory back
   * @param answer what the line begins with
   * @return the rest of that line
   * @throws IllegalStateException if it printed no such line
   */
  static String run(
      List<String> options,
      Class<?> main,
      List<String> arguments,
      boolean trainingAllocator,
      String answer)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    if (!trainingAllocator) {
      builder.environment().keySet().removeIf(name -> name.startsWith("MALLOC_"));
    }
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said.lines()
        .filter(line -> line.startsWith(answer))
        .map(line -> line.substring(answer.length()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException(main.getSimpleName() + " ended early: " + said));
  }
}
