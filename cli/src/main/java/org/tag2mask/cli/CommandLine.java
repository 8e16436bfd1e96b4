package org.tag2mask.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tag2mask.cli.command.Command;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.terminal.Console;
import org.tag2mask.cli.terminal.Interrupts;
import org.tag2mask.cli.terminal.Logging;
import org.tag2mask.models.ModelException;
import org.tag2mask.runtime.Tag2MaskException;

/** One command line from its words to an exit code. */
public final class CommandLine {
  private final Console console;
  private final Interrupts interrupts;

  /**
   * A command line.
   *
   * @param console where it speaks
   * @param interrupts asks running work to stop on Ctrl-C
   */
  public CommandLine(Console console, Interrupts interrupts) {
    this.console = console;
    this.interrupts = interrupts;
  }

  /**
   * Runs a command.
   *
   * @param args sub-command and options
   * @return the exit code
   */
  public int run(String... args) {
    List<String> words = Arrays.asList(args);
    if (words.contains("--json")) {
      console.useJson();
    }
    boolean debug = words.contains("--debug");
    try {
      return dispatch(words, debug);
    } catch (UsageException e) {
      console.error(e.getMessage());
      return ExitCode.USAGE;
    } catch (Tag2MaskException | ModelException e) {
      return failed(e.getMessage(), e, debug);
    } catch (UncheckedIOException e) {
      return failed(fileFault(e.getCause()), e, debug);
    } catch (IOException e) {
      return failed(fileFault(e), e, debug);
    } catch (OutOfMemoryError e) {
      return failed(
          "Java has no memory left ("
              + Runtime.getRuntime().maxMemory() / 1_000_000
              + " MB); use smaller images or batches, fewer threads, or set"
              + " TAG2MASK_JAVA_OPTS=-Xmx8g",
          e,
          debug);
    } catch (RuntimeException | Error e) {
      String hint = debug ? "" : "; run it again with --debug and report what it prints";
      return failed("a fault in tag2mask itself: " + e + hint, e, debug);
    }
  }

  private int dispatch(List<String> words, boolean debug) throws IOException {
    String first = words.isEmpty() ? "" : words.get(0);
    switch (first) {
      case "" -> {
        Help.overview(console);
        return ExitCode.USAGE;
      }
      case "-h", "--help" -> {
        Help.overview(console);
        return ExitCode.OK;
      }
      case "--version" -> {
        console.result("version", Map.of("version", Version.number()), Version.text());
        return ExitCode.OK;
      }
      case "help" -> {
        if (words.size() < 2) {
          Help.overview(console);
        } else {
          Help.command(console, words.get(1), CommandCatalog.create(words.get(1)));
        }
        return ExitCode.OK;
      }
      default -> {
        Command command = CommandCatalog.create(first);
        if (words.contains("--help") || words.contains("-h")) {
          Help.command(console, first, command);
          return ExitCode.OK;
        }
        Options.parse(first, command, words.subList(1, words.size()));
        Logging.configure(debug);
        return command.run(new Session(console, interrupts));
      }
    }
  }

  private int failed(String message, Throwable fault, boolean debug) {
    console.error(message);
    if (debug) {
      console.trace(fault);
    }
    return ExitCode.NOTHING_DONE;
  }

  /** The system's own words for what users meet most. */
  private static String fileFault(IOException e) {
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist; check the path";
    }
    if (e instanceof AccessDeniedException denied) {
      return denied.getFile() + " may not be read or written by this user; check its rights";
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
