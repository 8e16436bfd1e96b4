package org.tag2mask.benchmarks;

import java.io.IOException;
import org.tag2mask.cli.CommandLine;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.terminal.Console;
import org.tag2mask.cli.terminal.Interrupts;

/** A command of the program in a process of its own, which says in the end what it took at most. */
final class PeakOfCommand {
  /** What stands before the kilobytes. */
  static final String ANSWER = "peak resident kilobytes ";

  private PeakOfCommand() {}

  /** Runs the command line and prints the peak if it succeeded. */
  public static void main(String[] arguments) throws IOException {
    Console console = new Console(System.out, System.err, false);
    int code = new CommandLine(console, new Interrupts()).run(arguments);
    if (code == ExitCode.OK) {
      System.out.println(ANSWER + (long) (1024 * Machine.peakResidentMegabytes()));
    }
    System.exit(code);
  }
}
