package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tag2mask.cli.UsageException;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.stage.InspectStage;
import org.tag2mask.models.network.NetworkSpec;

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

  @Parameter(
      names = "--network",
      order = 2,
      placeholder = "NET",
      description = "instead of a file: a network, such as resnet50 or deit_small+tscam")
  private String network;

  @Parameter(
      names = "--classes",
      order = 3,
      placeholder = "K",
      description = "with --network: number of foreground classes")
  private int classes = 20;

  @Override
  public String about() {
    return "Says what an ONNX model or a network is: role, classes, preprocessing, stride, outputs,"
        + " parameters, multiply-adds at a size and how they are counted, recipe, and where a model"
        + " comes from.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask inspect classifier.onnx",
        "tag2mask inspect classifier.onnx --json --size 320x480",
        "tag2mask inspect --network 'deit_small+mctformer[variant=plus]' --size 448x448");
  }

  @Override
  public void check() {
    int files = models == null ? 0 : models.size();
    if (files != (network == null ? 1 : 0)) {
      throw new UsageException(
          "inspect needs one model file, or a network: tag2mask inspect MODEL, or tag2mask inspect"
              + " --network NET");
    }
    if (classes < 1) {
      throw new UsageException("--classes is " + classes + ", expected at least 1");
    }
    if (!size.matches("[1-9][0-9]{0,4}x[1-9][0-9]{0,4}")) {
      throw new UsageException("--size is '" + size + "', expected HEIGHTxWIDTH such as 224x224");
    }
  }

  @Override
  public int run(Session session) throws IOException {
    int x = size.indexOf('x');
    int height = Integer.parseInt(size.substring(0, x));
    int width = Integer.parseInt(size.substring(x + 1));
    return network == null
        ? InspectStage.run(models.get(0), height, width, session)
        : InspectStage.network(NetworkSpec.parse(network, "cam", classes), height, width, session);
  }
}
