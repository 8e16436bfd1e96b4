package org.tag2mask.exporter.check;

/**
 * What one check found.
 *
 * @param name the check, in one or two words
 * @param outcome whether it passed
 * @param detail what was compared, or what is wrong, or why it could not run
 */
public record CheckResult(String name, Outcome outcome, String detail) {

  /** How a check ended. */
  public enum Outcome {
    /** The file is right in this respect. */
    PASSED,
    /** The check cannot run here. */
    SKIPPED,
    /** The file must not be published. */
    FAILED
  }

  /** A passed check. */
  public static CheckResult passed(String name, String detail) {
    return new CheckResult(name, Outcome.PASSED, detail);
  }

  /** A check that cannot run here. */
  public static CheckResult skipped(String name, String detail) {
    return new CheckResult(name, Outcome.SKIPPED, detail);
  }

  /** A failed check. */
  public static CheckResult failed(String name, String detail) {
    return new CheckResult(name, Outcome.FAILED, detail);
  }

  @Override
  public String toString() {
    return name + " " + outcome.name().toLowerCase(java.util.Locale.ROOT) + ": " + detail;
  }
}
