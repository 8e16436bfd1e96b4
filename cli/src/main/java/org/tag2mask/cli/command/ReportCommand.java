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
import org.tag2mask.cli.stage.ReportRequest;
import org.tag2mask.cli.stage.ReportStage;
import org.tag2mask.data.dataset.DatasetOptions;

/** {@code report}. */
public final class ReportCommand implements Command {
  @ParametersDelegate private final DataOptions data = new DataOptions();
  @ParametersDelegate private final DeviceOptions device = new DeviceOptions();
  @ParametersDelegate private final CommonOptions common = new CommonOptions();

  @Parameter(
      names = "--masks",
      order = 3,
      required = true,
      placeholder = "DIR",
      description = "mask folder")
  private Path masks;

  @Parameter(
      names = "--model",
      order = 4,
      placeholder = "FILE",
      description = "classifier, to show its maps beside the masks")
  private Path model;

  @Parameter(
      names = "--out",
      order = 5,
      required = true,
      placeholder = "DIR",
      description = "folder of the report; open its index.html")
  private Path out;

  @Parameter(
      names = "--show",
      order = 6,
      placeholder = "N",
      description =
          "most images shown with pictures: the worst where the truth is known, else the"
              + " least confident")
  private int show = 60;

  @Parameter(names = "--title", order = 7, placeholder = "TEXT", description = "headline")
  private String title;

  @Override
  public String about() {
    return "Writes one HTML page about a mask folder, with pictures, maps and masks side by side,"
        + " tables of classes and images, worst images first. It needs no server and loads nothing"
        + " from elsewhere.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask report --data photos --masks masks --out report",
        "tag2mask report --data photos --split val --masks masks --model classifier.onnx \\",
        "    --show 200 --out report-val");
  }

  @Override
  public void check() {
    data.check();
    device.check();
    if (show < 0) {
      throw new UsageException("--show is " + show + ", expected 0 or more");
    }
  }

  @Override
  public int run(Session session) throws IOException {
    return ReportStage.run(
        new ReportRequest(
            data.open(DatasetOptions.Missing.KEEP),
            masks,
            Optional.ofNullable(model),
            device.device(),
            show,
            title == null ? "Masks of " + data.data + ", " + data.splitName() : title,
            out),
        session);
  }
}
