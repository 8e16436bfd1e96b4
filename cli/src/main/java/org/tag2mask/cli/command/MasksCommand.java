package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tag2mask.batch.Confidence;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.option.DataOptions;
import org.tag2mask.cli.option.DeviceOptions;
import org.tag2mask.cli.option.RecipeOptions;
import org.tag2mask.cli.option.ResumeOptions;
import org.tag2mask.cli.option.WalkModelOptions;
import org.tag2mask.cli.stage.MasksRequest;
import org.tag2mask.cli.stage.MasksStage;
import org.tag2mask.data.dataset.DatasetOptions;

/** {@code masks}. */
public final class MasksCommand implements Command {
  @ParametersDelegate private final DataOptions data = new DataOptions();
  @ParametersDelegate private final WalkModelOptions walk = new WalkModelOptions();
  @ParametersDelegate private final RecipeOptions recipe = new RecipeOptions();
  @ParametersDelegate private final DeviceOptions device = new DeviceOptions();
  @ParametersDelegate private final ResumeOptions resume = new ResumeOptions();
  @ParametersDelegate private final CommonOptions common = new CommonOptions();

  @Parameter(
      names = "--model",
      order = 3,
      required = true,
      placeholder = "FILE",
      description = "classifier as ONNX")
  private Path model;

  @Parameter(
      names = "--out",
      order = 4,
      required = true,
      placeholder = "DIR",
      description = "mask folder; several splits may share one")
  private Path out;

  @Parameter(
      names = "--confidence",
      order = 20,
      description = "write confidence maps too, as ID.conf.png")
  private boolean confidence;

  @Override
  public String about() {
    return "Makes a pseudo-mask of every image as a palette PNG, with a ledger line each. Stopped or"
        + " killed at any moment, the same command goes on and ends with the same masks. A broken"
        + " image is named in the ledger and stops nothing.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask masks --data photos --model classifier.onnx --out masks",
        "tag2mask masks --data photos --split val --model classifier.onnx --out masks \\",
        "    --preset psa --background alpha:16 --confidence",
        "tag2mask masks --data photos --model classifier.onnx --boundary boundary.onnx \\",
        "    --preset irn-walk --crf irn --out masks-walked",
        "tag2mask masks --data untagged --split all --labels none --predict-tags 0.5 \\",
        "    --model classifier.onnx --out masks-untagged");
  }

  @Override
  public void check() {
    data.check();
    recipe.check();
    device.check();
    resume.check();
  }

  @Override
  public int run(Session session) {
    MasksRequest request =
        new MasksRequest(
            data.open(DatasetOptions.Missing.KEEP),
            model,
            walk.files(),
            own -> recipe.resolve(Optional.of(own)),
            device.device(),
            JobOptions.defaults()
                .withWorkers(device.jobWorkers())
                .withResume(resume.noResume ? JobOptions.Resume.ANEW : JobOptions.Resume.KEEP),
            confidence ? Confidence.MAPS : Confidence.MEAN_ONLY,
            data.limits.images(),
            out);
    return MasksStage.run(request, session);
  }
}
