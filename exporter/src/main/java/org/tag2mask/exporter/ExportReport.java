package org.tag2mask.exporter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tag2mask.exporter.check.CheckResult;
import org.tag2mask.exporter.check.Drift;

/**
 * What is known about an exported file.
 *
 * @param sha256 of its bytes, 64 hex digits
 * @param bytes its length
 * @param checks what was checked, in order
 * @param drifts how far each output was from the network on each probe; empty without a reference
 */
public record ExportReport(
    String sha256, long bytes, List<CheckResult> checks, List<Drift> drifts) {

  /** Copies the lists. */
  public ExportReport {
    checks = List.copyOf(checks);
    drifts = List.copyOf(drifts);
  }

  /** Whether no check failed. */
  public boolean passed() {
    return checks.stream().noneMatch(check -> check.outcome() == CheckResult.Outcome.FAILED);
  }

  /** A line for each check. */
  public String text() {
    StringBuilder text = new StringBuilder();
    checks.forEach(check -> text.append(check).append('\n'));
    return text.toString();
  }

  /** Plain maps, lists, strings and numbers, ready to become JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("sha256", sha256);
    map.put("bytes", bytes);
    map.put(
        "checks",
        checks.stream()
            .map(
                check -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("name", check.name());
                  one.put("outcome", check.outcome().name().toLowerCase(Locale.ROOT));
                  one.put("detail", check.detail());
                  return one;
                })
            .toList());
    map.put("drifts", drifts.stream().map(Drift::toMap).toList());
    return map;
  }
}
