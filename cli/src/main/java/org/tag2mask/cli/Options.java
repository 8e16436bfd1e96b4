package org.tag2mask.cli;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.ParameterDescription;
import com.beust.jcommander.ParameterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tag2mask.cli.command.Command;

/** Fills the option fields of a command. */
final class Options {
  private Options() {}

  /**
   * Reads words into a command.
   *
   * @throws UsageException when an option is unknown, lacks its value, or is missing
   */
  static void parse(String name, Command command, List<String> words) {
    JCommander jcommander = parser(command);
    List<String> split = new ArrayList<>();
    JCommander described = describe(command);
    Map<String, Boolean> takesValue = takesValue(described);
    for (String word : words) {
      split(name, word, takesValue.keySet(), split);
    }
    checkPlaces(name, split, takesValue, described.getMainParameterValue() != null);
    try {
      jcommander.parse(split.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new UsageException(sentence(e.getMessage()) + help(name));
    }
    command.check();
  }

  /** The options of a command. The parser looks at the fields only when it parses something. */
  static JCommander describe(Command command) {
    JCommander jcommander = parser(command);
    jcommander.parseWithoutValidation();
    return jcommander;
  }

  private static JCommander parser(Command command) {
    JCommander jcommander = JCommander.newBuilder().addObject(command).build();
    jcommander.setExpandAtSign(false); // an image folder may well begin with @
    return jcommander;
  }

  /** All options, and whether a value follows. */
  private static Map<String, Boolean> takesValue(JCommander jcommander) {
    Map<String, Boolean> options = new TreeMap<>();
    for (ParameterDescription parameter : jcommander.getParameters()) {
      boolean value = parameter.getParameterized().getType() != boolean.class;
      for (String name : parameter.getParameter().names()) {
        options.put(name, value);
      }
    }
    return options;
  }

  /** Refuses options that lack their value, and words that belong to none. */
  private static void checkPlaces(
      String name, List<String> words, Map<String, Boolean> takesValue, boolean takesWords) {
    String open = null;
    for (String word : words) {
      boolean option = takesValue.containsKey(word);
      if (open != null && option) {
        throw new UsageException(
            open + " needs a value, and '" + word + "' follows it" + help(name));
      }
      if (open == null && !option && !takesWords) {
        throw new UsageException(
            "'"
                + word
                + "' belongs to no option; quote values with spaces, and separate the items of a"
                + " list by commas"
                + help(name));
      }
      open = open == null && option && takesValue.get(word) ? word : null;
    }
  }

  /**
   * Takes {@code --name=value} apart and refuses unknown names, which JCommander takes as files.
   */
  private static void split(String name, String word, Set<String> known, List<String> into) {
    if (!word.startsWith("--")) {
      into.add(word);
      return;
    }
    int equals = word.indexOf('=');
    String option = equals < 0 ? word : word.substring(0, equals);
    if (!known.contains(option)) {
      throw new UsageException(
          "'" + name + "' has no option " + option + Suggestion.among(option, known) + help(name));
    }
    into.add(option);
    if (equals >= 0) {
      into.add(word.substring(equals + 1));
    }
  }

  private static String help(String name) {
    return "; see tag2mask " + name + " --help";
  }

  /** JCommander's messages begin with a capital and end in all kinds of ways. */
  private static String sentence(String message) {
    String text = message.strip().replaceAll("[.:]$", "");
    return Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
