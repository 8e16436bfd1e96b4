package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tag2mask.cli.Suggestion;
import org.tag2mask.cli.UsageException;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.stage.WeightListing.Detail;
import org.tag2mask.cli.stage.WeightsStage;
import org.tag2mask.models.file.SafetensorsWriter;
import org.tag2mask.models.file.WeightLoader.OnMismatch;
import org.tag2mask.models.network.Network;

/** {@code weights}. */
public final class WeightsCommand implements Command {
  private static final List<String> ACTIONS = List.of("inspect", "convert", "match");

  @ParametersDelegate private final CommonOptions common = new CommonOptions();

  @Parameter(placeholder = "inspect|convert|match FILE", description = "what to do, and the file")
  private List<String> words;

  @Parameter(
      names = "--out",
      order = 1,
      placeholder = "FILE",
      description = "convert: the safetensors file to write")
  private Path out;

  @Parameter(
      names = "--precision",
      order = 2,
      placeholder = "P",
      description = "convert: float32 or float16")
  private String precision = "float32";

  @Parameter(
      names = "--network",
      order = 3,
      placeholder = "NET",
      description =
          "match: network whose parameters are looked for; convert: network whose names are written")
  private String network;

  @Parameter(
      names = "--head",
      order = 4,
      placeholder = "NAME",
      description = "what stands on the network's trunk")
  private String head = "cam";

  @Parameter(
      names = "--classes",
      order = 5,
      placeholder = "K",
      description = "number of foreground classes of the network")
  private int classes = 20;

  @Parameter(
      names = "--ignore-mismatched",
      order = 6,
      description = "match: other shapes are no error, as with train --ignore-mismatched")
  private boolean ignoreMismatched;

  @Parameter(
      names = "--all",
      order = 7,
      description = "inspect and match: every name, however many there are")
  private boolean all;

  @Override
  public String about() {
    return "inspect lists the arrays of a weight file (safetensors, torch .pth, MXNet .params, ONNX);"
        + " convert writes them as safetensors, published names as our networks have them; match"
        + " says which parameters of a network a file fills, interpolates, leaves out or has in"
        + " another shape.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask weights inspect mobilenet_v2.safetensors",
        "tag2mask weights convert runs/cam/best.safetensors --precision float16 --out half.safetensors",
        "tag2mask weights convert ilsvrc-cls_rna-a1_cls1000_ep-0001.params --network resnet38 \\",
        "    --out resnet38.safetensors",
        "tag2mask weights match resnet50.safetensors --network resnet50 --classes 20");
  }

  @Override
  public void check() {
    if (words == null || words.size() != 2) {
      throw new UsageException("weights needs an action and a file: tag2mask weights inspect FILE");
    }
    if (!ACTIONS.contains(words.get(0))) {
      throw new UsageException(
          "weights has no action '"
              + words.get(0)
              + "'"
              + Suggestion.among(words.get(0), ACTIONS)
              + "; expected inspect, convert or match");
    }
    if (words.get(0).equals("convert") && out == null) {
      throw new UsageException("weights convert needs --out FILE");
    }
    if (words.get(0).equals("match") && network == null) {
      throw new UsageException("weights match needs --network NET");
    }
    if (!List.of("float32", "float16").contains(precision)) {
      throw new UsageException("--precision is '" + precision + "', expected float32 or float16");
    }
  }

  @Override
  public int run(Session session) throws IOException {
    Path file = Path.of(words.get(1));
    Detail detail = all ? Detail.ALL : Detail.ABRIDGED;
    Optional<Network> named =
        Optional.ofNullable(network).map(text -> WeightsStage.network(text, head, classes));
    return switch (words.get(0)) {
      case "inspect" -> WeightsStage.inspect(file, detail, session);
      case "convert" -> WeightsStage.convert(file, out, writer(), named, session);
      default ->
          WeightsStage.match(
              file,
              named.orElseThrow(),
              ignoreMismatched ? OnMismatch.INITIALISE : OnMismatch.REFUSE,
              detail,
              session);
    };
  }

  private SafetensorsWriter writer() {
    return precision.equals("float16") ? SafetensorsWriter.float16() : SafetensorsWriter.float32();
  }
}
