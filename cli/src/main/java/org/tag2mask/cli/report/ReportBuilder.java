package org.tag2mask.cli.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tag2mask.runtime.Tag2MaskException;

/**
 * Builds the report: a folder with {@code index.html}, its pictures in a folder beside it and
 * {@code images.csv}. The page works from {@code file://} and from any server, loads nothing from
 * elsewhere and runs no script but its own.
 *
 * <p>The same input gives the same files. An older report in the folder is replaced as a whole, at
 * the end; other files there are left alone.
 */
public final class ReportBuilder {

  private ReportBuilder() {}

  /**
   * Builds a report with {@link ReportOptions#DEFAULT}.
   *
   * @param input what to show
   * @param outFolder made when it does not exist
   * @return what it came to
   * @throws IOException when the folder cannot be written; an older report there still stands
   */
  public static ReportResult build(ReportInput input, Path outFolder) throws IOException {
    return build(input, ReportOptions.DEFAULT, outFolder);
  }

  /**
   * Builds a report.
   *
   * @param input what to show
   * @param options how much to show
   * @param outFolder made when it does not exist
   * @return what it came to
   * @throws IOException when the folder cannot be written; an older report there still stands
   */
  public static ReportResult build(ReportInput input, ReportOptions options, Path outFolder)
      throws IOException {
    Survey survey = Survey.of(input, options.rules());
    List<FailedImage> failures = new ArrayList<>(input.failures());
    failures.addAll(survey.failures());
    try (ReportFolder folder = ReportFolder.open(outFolder)) {
      Panels panels = new Panels(folder, input.classes(), options.side());
      List<Panels.Shown> shown = new ArrayList<>();
      for (ImageScore score : survey.ranking()) {
        if (shown.size() == options.shown()) {
          break;
        }
        ReportImage.Loaded pixels;
        try {
          pixels = panels.load(score.image());
        } catch (IOException | UncheckedIOException | Tag2MaskException e) {
          failures.add(Survey.failure(score.image(), e));
          continue;
        }
        shown.add(panels.draw(score, pixels, shown.size() + 1));
      }
      String pictures = folder.seal();
      Page page = new Page(input, options, survey, shown, failures, pictures);
      Path index = folder.publish(ImagesCsv.of(survey.ranking(), input.classes()), page.html());
      List<String> ranking = survey.ranking().stream().map(score -> score.image().id()).toList();
      return new ReportResult(index, ranking, shown.size(), failures);
    }
  }
}
