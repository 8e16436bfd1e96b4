package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.option.DataOptions;
import org.tag2mask.cli.option.DeviceOptions;
import org.tag2mask.cli.option.RecipeBaseOptions;
import org.tag2mask.cli.option.SweepOptions;
import org.tag2mask.cli.option.WalkModelOptions;
import org.tag2mask.cli.stage.SweepRequest;
import org.tag2mask.cli.stage.SweepStage;
import org.tag2mask.data.dataset.DatasetOptions;

/** {@code sweep}. */
public final class SweepCommand implements Command {
  @ParametersDelegate private final DataOptions data = new DataOptions();
  @ParametersDelegate private final WalkModelOptions walk = new WalkModelOptions();
  @ParametersDelegate private final SweepOptions values = new SweepOptions();
  @ParametersDelegate private final RecipeBaseOptions recipe = new RecipeBaseOptions();
  @ParametersDelegate private final DeviceOptions device = new DeviceOptions();
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
      description = "folder for sweep.json, sweep.csv and the curves sweep.svg")
  private Path out;

  @Override
  public String about() {
    return "Scores the masks of all combinations of background, exponent and steps of the walk"
        + " against the true masks, in one pass over the images. Every row is what masks and"
        + " evaluate give for those values. The true masks decide which row is best, so values"
        + " chosen from this table are an oracle: choose them on images that are not scored later.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask sweep --data photos --split val --model classifier.onnx --boundary boundary.onnx \\",
        "    --background 0.15:0.9:0.05 --beta 8,10 --steps 0,16,64,256 --out sweep",
        "tag2mask sweep --data photos --split val --model classifier.onnx --affinity affinity.onnx \\",
        "    --background alpha:4,8,16,32 --steps 64,256 --crf psa --out sweep-psa",
        "tag2mask sweep --data photos --split val --model classifier.onnx --preset cam --out sweep-cam");
  }

  @Override
  public void check() {
    data.check();
    recipe.check();
    values.check(walk);
    device.check();
  }

  @Override
  public int run(Session session) throws IOException {
    return SweepStage.run(
        new SweepRequest(
            data.open(DatasetOptions.Missing.KEEP),
            model,
            walk.files(),
            own -> recipe.resolve(Optional.of(own)),
            values::grid,
            device.device(),
            device.workers(),
            data.limits.images(),
            out),
        session);
  }
}
