package org.tag2mask.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.tag2mask.cli.terminal.Console;
import org.tag2mask.cli.terminal.Interrupts;

/**
 * What a command line, run inside the test, said.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
record Said(int code, String out, String err) {

  static Said by(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    int code = new CommandLine(console, new Interrupts()).run(args);
    return new Said(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
