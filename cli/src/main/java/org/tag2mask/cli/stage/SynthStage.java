package org.tag2mask.cli.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.terminal.Progress;
import org.tag2mask.data.synth.SynthDataset;
import org.tag2mask.data.synth.SynthSettings;

/** A data set of made-up pictures. */
public final class SynthStage {
  private SynthStage() {}

  /**
   * Writes a data set.
   *
   * @param out the folder, new or empty
   * @param settings what to write
   * @param session console
   * @return the exit code
   * @throws IOException when a file cannot be written
   */
  public static int run(Path out, SynthSettings settings, Session session) throws IOException {
    int total = settings.train() + settings.val();
    AtomicInteger done = new AtomicInteger();
    try (Progress progress = session.console().progress("synth", "pictures", total)) {
      SynthDataset.write(
          out,
          settings,
          count -> {
            int now = done.addAndGet(count);
            synchronized (progress) {
              progress.at(now, Map.of());
            }
          });
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("train", settings.train());
    fields.put("val", settings.val());
    fields.put("classes", SynthDataset.classes(settings).names());
    fields.put("out", out.toString());
    session
        .console()
        .result(
            "synth",
            fields,
            "synth: "
                + settings.train()
                + " pictures to train, "
                + settings.val()
                + " to validate, classes "
                + SynthDataset.classes(settings).tags()
                + ", in "
                + out);
    return ExitCode.OK;
  }
}
