package org.tag2mask.cli.option;

import com.beust.jcommander.Parameter;

/** What every command understands; acted on before the command runs. */
public final class CommonOptions {
  /** Speak JSON lines. */
  @Parameter(names = "--json", order = 90, description = "speak JSON lines on standard output")
  public boolean json;

  /** Show stacks and logs. */
  @Parameter(names = "--debug", order = 91, description = "show stack traces and logs")
  public boolean debug;

  /** Show help. */
  @Parameter(
      names = {"--help", "-h"},
      order = 92,
      help = true,
      description = "show this text")
  public boolean help;
}
