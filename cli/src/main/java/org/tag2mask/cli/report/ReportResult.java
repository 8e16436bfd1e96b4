package org.tag2mask.cli.report;

import java.nio.file.Path;
import java.util.List;

/**
 * What a report came to.
 *
 * @param index the page
 * @param ranking ids of the images, the first shown first
 * @param shown how many of them are shown with pictures
 * @param failures images that could not be shown: those given and those whose pixels could not be
 *     loaded
 */
public record ReportResult(
    Path index, List<String> ranking, int shown, List<FailedImage> failures) {

  /** Copies the lists. */
  public ReportResult {
    ranking = List.copyOf(ranking);
    failures = List.copyOf(failures);
  }
}
