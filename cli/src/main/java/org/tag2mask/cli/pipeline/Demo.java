package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.stage.SynthStage;
import org.tag2mask.data.dataset.Datasets;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.data.synth.SynthSettings;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.Tag2MaskException;

/** A pipeline on a data set that is made up first. */
public final class Demo {
  private static final String STAGE = "synth";

  private Demo() {}

  /**
   * Runs the demo.
   *
   * @param config a configuration with a {@code synth} section
   * @param out the folder of all results
   * @param threads images worked on at the same time; 0 for one a core
   * @param existing what happens to earlier results
   * @param session console and interrupts
   * @return the exit code
   * @throws IOException when a file cannot be read or written
   */
  public static int run(
      PipelineConfig config,
      Path out,
      int threads,
      PipelineRequest.Existing existing,
      Session session)
      throws IOException {
    SynthSettings settings =
        config
            .synth()
            .orElseThrow(
                () ->
                    new Tag2MaskException(
                        "the configuration has no section 'synth'; the demo needs one"));
    Path data = out.resolve("data");
    int code = synth(settings, data, out, existing, session);
    if (code != ExitCode.OK) {
      return code;
    }
    PipelineRequest request =
        new PipelineRequest(
            config,
            split -> Datasets.open(data, split),
            out,
            Device.cpu(),
            threads > 0 ? threads : Runtime.getRuntime().availableProcessors(),
            ImageLimits.DEFAULT,
            existing);
    return Pipeline.run(request, session);
  }

  private static int synth(
      SynthSettings settings,
      Path data,
      Path out,
      PipelineRequest.Existing existing,
      Session session)
      throws IOException {
    StageBook book = new StageBook(out);
    Map<String, Object> inputs = PipelineYaml.synth(settings);
    String key = StageBook.key(inputs);
    boolean keep = existing == PipelineRequest.Existing.KEEP;
    if (keep && book.done(STAGE, key) && Files.exists(data.resolve("labels.csv"))) {
      session
          .console()
          .note("skipped", Map.of("stage", STAGE), STAGE + ": done before, nothing changed");
      return ExitCode.OK;
    }
    // Only a folder that an earlier demo made here is ever removed.
    if (book.known(STAGE)) {
      remove(data);
    }
    book.begin(STAGE, key, inputs);
    int code = SynthStage.run(data, settings, session);
    book.end(STAGE, key, inputs);
    return code;
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
