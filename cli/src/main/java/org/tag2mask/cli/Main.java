package org.tag2mask.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.tag2mask.cli.terminal.Console;
import org.tag2mask.cli.terminal.Interrupts;

/** The program. */
public final class Main {
  private Main() {}

  /**
   * Runs a command and ends the process with its exit code ({@link ExitCode}).
   *
   * @param args sub-command and options
   */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    Interrupts interrupts = new Interrupts();
    int code =
        new CommandLine(
                new Console(
                    stream(FileDescriptor.out),
                    stream(FileDescriptor.err),
                    Boolean.getBoolean("tag2mask.terminal")),
                interrupts)
            .run(args);
    System.exit(interrupts.finished(code));
  }

  /** The system streams encode as the locale says, which loses class names in a C locale. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
