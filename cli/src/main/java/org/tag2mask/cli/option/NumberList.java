package org.tag2mask.cli.option;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.tag2mask.cli.UsageException;

/**
 * Ascending numbers of an option: {@code 8,10}, or {@code LOW:HIGH:STEP} with both ends, counted in
 * decimals so that 0.15:0.9:0.05 holds the 0.3 of a user and not 0.30000000000000004.
 */
final class NumberList {
  /** The most numbers of a list. */
  static final int MOST = 1000;

  private NumberList() {}

  /**
   * Reads a list.
   *
   * @param option its name, for messages
   * @param text what was given
   * @return at least one number
   * @throws UsageException when it is no list, does not ascend or is too long
   */
  static List<BigDecimal> parse(String option, String text) {
    List<BigDecimal> numbers;
    try {
      numbers = text.contains(":") ? range(text) : list(text);
    } catch (NumberFormatException | ArithmeticException e) {
      numbers = List.of();
    }
    if (numbers.isEmpty()) {
      throw new UsageException(
          option
              + " is '"
              + text
              + "', expected numbers such as 8,10 or a range LOW:HIGH:STEP such as 0.1:0.9:0.05, of"
              + " at most "
              + MOST
              + " numbers");
    }
    for (int i = 1; i < numbers.size(); i++) {
      if (numbers.get(i).compareTo(numbers.get(i - 1)) <= 0) {
        throw new UsageException(
            option + " is '" + text + "', expected ascending numbers, none of them twice");
      }
    }
    return numbers;
  }

  private static List<BigDecimal> list(String text) {
    List<BigDecimal> numbers = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      numbers.add(new BigDecimal(part.strip()));
    }
    return numbers.size() > MOST ? List.of() : numbers;
  }

  private static List<BigDecimal> range(String text) {
    String[] parts = text.split(":", -1);
    List<BigDecimal> numbers = new ArrayList<>();
    if (parts.length != 3) {
      return numbers;
    }
    BigDecimal low = new BigDecimal(parts[0].strip());
    BigDecimal high = new BigDecimal(parts[1].strip());
    BigDecimal step = new BigDecimal(parts[2].strip());
    if (step.signum() <= 0) {
      return numbers;
    }
    for (BigDecimal at = low; at.compareTo(high) <= 0; at = at.add(step)) {
      if (numbers.size() == MOST) {
        return List.of();
      }
      numbers.add(at);
    }
    return numbers;
  }
}
