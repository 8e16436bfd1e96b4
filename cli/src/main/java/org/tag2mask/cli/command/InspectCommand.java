package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tag2mask.cli.UsageException;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.stage.InspectStage;

/** {@code inspect}. */
public final class InspectCommand implements Command {
  @ParametersDelegate private final CommonOptions common = new CommonOptions();

  @Parameter(placeholder = "MODEL", description = "ONNX file")
  private List<Path> models;

  @Parameter(
      names = "--size",
      order = 1,
      placeholder = "HxW",
      description = "image size to count multiply-adds at")
  private String size = "224x224";

  @Override
  public String about() {
    return "Says what an ONNX model is: role, classes, preprocessing, stride, outputs, parameters,"
        + " multiply-adds at a size, recipe, and where it comes from.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask inspect classifier.onnx",
        "tag2mask inspect classifier.onnx --json --size 320x480");
  }

  @Override
  public void check() {
    if (models == null || models.size() != 1) {
      throw new UsageException("inspect needs one model file: tag2mask inspect MODEL");
    }
    if (!size.matches("[1-9][0-9]{0,4}x[1-9][0-9]{0,4}")) {
      throw new UsageException("--size is '" + size + "', expected HEIGHTxWIDTH such as 224x224");
    }
  }

  @Override
  public int run(Session session) throws IOException {
    int x = size.indexOf('x');
    return InspectStage.run(
        models.get(0),
        Integer.parseInt(size.substring(0, x)),
        Integer.parseInt(size.substring(x + 1)),
        session);
  }
}
