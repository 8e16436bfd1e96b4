package org.tag2mask.cli;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.ParameterDescription;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.tag2mask.cli.command.Command;
import org.tag2mask.cli.terminal.Console;

/** The help texts. */
final class Help {
  private static final int WIDTH = 96;
  private static final int INDENT = 30;

  private Help() {}

  static void overview(Console console) {
    StringBuilder text = new StringBuilder();
    text.append(Version.text()).append(": image tags in, segmentation masks out\n\n");
    text.append("usage: tag2mask COMMAND [options]\n\n");
    CommandCatalog.summaries()
        .forEach(
            (name, summary) ->
                text.append(String.format(Locale.ROOT, "  %-10s%s%n", name, summary)));
    text.append(
        """

        tag2mask COMMAND --help     options of a command, with examples
        tag2mask --version          the version

        exit codes: 0 all good, 2 wrong usage, 3 some images failed (see the ledger),
                    4 nothing done, 130 interrupted
        first steps: tag2mask demo --out demo
        """);
    console.text(text.toString());
  }

  static void command(Console console, String name, Command command) {
    StringBuilder text = new StringBuilder();
    JCommander jcommander = Options.describe(command);
    String main =
        jcommander.getMainParameterValue() == null
            ? ""
            : " " + jcommander.getMainParameterValue().getParameter().placeholder();
    text.append("usage: tag2mask ").append(name).append(main).append(" [options]\n\n");
    wrap(text, command.about(), "");
    text.append("\noptions:\n");
    List<ParameterDescription> parameters = jcommander.getParameters();
    parameters.stream()
        .filter(p -> !p.getParameter().hidden())
        .sorted(
            Comparator.comparingInt((ParameterDescription p) -> p.getParameter().order())
                .thenComparing(p -> p.getParameter().names()[0]))
        .forEach(p -> option(text, p));
    if (!command.presets().isEmpty()) {
      text.append("\npresets:\n");
      command.presets().forEach((preset, summary) -> entry(text, "  " + preset, summary));
    }
    text.append("\nexamples:\n");
    command.examples().forEach(example -> text.append("  ").append(example).append('\n'));
    console.text(text.toString());
  }

  private static void option(StringBuilder text, ParameterDescription parameter) {
    StringBuilder names = new StringBuilder("  ");
    names.append(String.join(", ", parameter.getParameter().names()));
    if (!parameter.getParameter().placeholder().isEmpty()) {
      names.append(' ').append(parameter.getParameter().placeholder());
    }
    String description = parameter.getDescription();
    Object standard = parameter.getDefault();
    boolean flag = standard instanceof Boolean;
    if (parameter.getParameter().required()) {
      description += " (required)";
    } else if (standard != null && !flag && !standard.toString().matches("|\\[\\]|-1")) {
      description += " (default " + standard + ")";
    }
    entry(text, names.toString(), description);
  }

  /** A name with its description beside it, or below it where the name is long. */
  private static void entry(StringBuilder text, String name, String description) {
    if (name.length() > INDENT - 2) {
      text.append(name).append('\n');
      wrap(text, description, " ".repeat(INDENT));
    } else {
      int start = text.length();
      wrap(text, description, " ".repeat(INDENT));
      text.replace(start, start + name.length(), name);
    }
  }

  private static void wrap(StringBuilder text, String words, String indent) {
    StringBuilder line = new StringBuilder(indent);
    for (String word : words.split("\\s+")) {
      if (line.length() > indent.length() && line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line.setLength(0);
        line.append(indent);
      }
      line.append(line.length() > indent.length() ? " " : "").append(word);
    }
    text.append(line).append('\n');
  }
}
