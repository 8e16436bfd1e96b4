package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tag2mask.cli.UsageException;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.option.DataOptions;
import org.tag2mask.cli.option.DeviceOptions;
import org.tag2mask.cli.option.RecipeOptions;
import org.tag2mask.cli.stage.CamsRequest;
import org.tag2mask.cli.stage.CamsStage;
import org.tag2mask.data.dataset.DatasetOptions;

/** {@code cams}. */
public final class CamsCommand implements Command {
  private static final List<String> FORMATS = List.of("npy", "png");

  @ParametersDelegate private final DataOptions data = new DataOptions();
  @ParametersDelegate private final RecipeOptions recipe = new RecipeOptions();
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
      description = "folder for the maps")
  private Path out;

  @Parameter(
      names = "--format",
      order = 5,
      placeholder = "F",
      description =
          "npy: <id>.npy, float32 [classes][h][w]; png: <id>.<class id>.png, 8-bit grey, a class"
              + " each")
  private String format = "npy";

  @Override
  public String about() {
    return "Writes the class activation maps of the tagged classes, merged over scales and flips and"
        + " normalised as the recipe says. cams.jsonl says which classes a file holds.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask cams --data photos --model classifier.onnx --out cams",
        "tag2mask cams --data photos --split val --model classifier.onnx --format png --out heat");
  }

  @Override
  public void check() {
    data.check();
    recipe.check();
    device.check();
    if (!FORMATS.contains(format)) {
      throw new UsageException("--format is '" + format + "', expected npy or png");
    }
  }

  @Override
  public int run(Session session) throws IOException {
    return CamsStage.run(
        new CamsRequest(
            data.open(DatasetOptions.Missing.KEEP),
            model,
            own -> recipe.resolve(Optional.of(own)),
            format.equals("npy") ? CamsRequest.Format.NPY : CamsRequest.Format.PNG,
            device.device(),
            device.workers(),
            data.limits.images(),
            out),
        session);
  }
}
