package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tag2mask.cli.UsageException;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.option.ResumeOptions;
import org.tag2mask.cli.pipeline.Demo;
import org.tag2mask.cli.pipeline.PipelineConfig;
import org.tag2mask.cli.pipeline.PipelineRequest;
import org.tag2mask.data.synth.SynthSettings;
import org.tag2mask.trainer.TrainConfig;

/** {@code demo}. */
public final class DemoCommand implements Command {
  @ParametersDelegate private final ResumeOptions resume = new ResumeOptions();
  @ParametersDelegate private final CommonOptions common = new CommonOptions();

  @Parameter(
      names = "--out",
      order = 1,
      placeholder = "DIR",
      description = "folder of all results; look at its report/index.html")
  private Path out = Path.of("demo");

  @Parameter(
      names = "--epochs",
      order = 2,
      placeholder = "N",
      description = "passes over the pictures, instead of the preset's number")
  private Integer epochs;

  @Parameter(
      names = "--limit",
      order = 3,
      placeholder = "N",
      description = "make up only N pictures to train and N/4 to validate")
  private Integer limit;

  @Parameter(
      names = "--threads",
      order = 21,
      placeholder = "N",
      description = "threads of training and mask making; 0 for all cores")
  private int threads;

  @Parameter(
      names = "--seed",
      order = 22,
      placeholder = "N",
      description = "seed of pictures and training")
  private Long seed;

  @Override
  public String about() {
    return "Makes up a data set, trains a small classifier from its tags, exports it to ONNX, makes"
        + " masks, compares them with the truth and writes a page to look at. Two cores, a few"
        + " minutes, nothing is downloaded.";
  }

  @Override
  public List<String> examples() {
    return List.of("tag2mask demo", "tag2mask demo --out /tmp/demo --seed 7");
  }

  @Override
  public void check() {
    resume.check();
    if (limit != null && limit < 8) {
      throw new UsageException("--limit is " + limit + ", expected 8 or more");
    }
    if (threads < 0) {
      throw new UsageException("--threads is " + threads + ", expected 0 or more");
    }
  }

  @Override
  public int run(Session session) throws IOException {
    PipelineConfig config = PipelineConfig.preset("demo");
    TrainConfig train = config.classifier().train();
    train = epochs == null ? train : train.withEpochs(epochs);
    train = seed == null ? train : train.withSeed(seed);
    SynthSettings synth = config.synth().orElseThrow();
    synth = limit == null ? synth : synth.withPictures(limit, limit / 4);
    synth = seed == null ? synth : synth.withSeed(seed);
    return Demo.run(
        config
            .withClassifier(
                config.classifier().withTrain(train.withRun(train.run().withThreads(threads))))
            .withSynth(synth),
        out,
        threads,
        resume.noResume ? PipelineRequest.Existing.REPLACE : PipelineRequest.Existing.KEEP,
        session);
  }
}
