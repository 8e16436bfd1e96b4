package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tag2mask.batch.InstanceMasks;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.option.DataOptions;
import org.tag2mask.cli.option.DeviceOptions;
import org.tag2mask.cli.option.RecipeOptions;
import org.tag2mask.cli.option.ResumeOptions;
import org.tag2mask.cli.stage.InstancesRequest;
import org.tag2mask.cli.stage.InstancesStage;
import org.tag2mask.data.dataset.DatasetOptions;

/** {@code instances}. */
public final class InstancesCommand implements Command {
  @ParametersDelegate private final DataOptions data = new DataOptions();
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
      names = "--boundary",
      order = 4,
      required = true,
      placeholder = "FILE",
      description = "boundary model with displacements as ONNX")
  private Path boundary;

  @Parameter(
      names = "--out",
      order = 5,
      required = true,
      placeholder = "DIR",
      description = "folder of the results")
  private Path out;

  @Parameter(
      names = "--overlay",
      order = 6,
      description = "write a picture of the objects too, as ID.overlay.jpg")
  private boolean overlay;

  @Parameter(
      names = "--annotations",
      order = 7,
      placeholder = "FILE",
      description =
          "COCO annotations that tell the numbers of images and categories; without, an image's"
              + " number is the one its name ends with, else its place in the list")
  private Path annotations;

  @Override
  public String about() {
    return "Finds single objects as IRNet does: cells that the displacement field leads to the same"
        + " centre belong together, and the maps walk along boundaries from each group by itself."
        + " Writes COCO results with run-length codes: ID.instances.json for every image,"
        + " instances.json for all of them, with the numbers of images and classes in images.json;"
        + " and masks of the objects' classes, ID.png, with a ledger. Stopped or killed at any"
        + " moment, the same command goes on.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask instances --data photos --model classifier.onnx --boundary boundary.onnx \\",
        "    --out instances --overlay",
        "tag2mask instances --data photos --split val --predict-tags 0.5 --background 0.3 \\",
        "    --model classifier.onnx --boundary boundary.onnx --out instances-val");
  }

  @Override
  public void check() {
    data.check();
    recipe.check();
    device.check();
    resume.check();
  }

  @Override
  public int run(Session session) throws IOException {
    return InstancesStage.run(
        new InstancesRequest(
            data.open(DatasetOptions.Missing.KEEP),
            model,
            boundary,
            own -> recipe.resolve(Optional.of(own)),
            device.device(),
            JobOptions.defaults()
                .withWorkers(device.jobWorkers())
                .withResume(resume.noResume ? JobOptions.Resume.ANEW : JobOptions.Resume.KEEP),
            overlay ? InstanceMasks.Pictures.OVERLAYS : InstanceMasks.Pictures.NONE,
            Optional.ofNullable(annotations),
            data.limits.images(),
            out),
        session);
  }
}
