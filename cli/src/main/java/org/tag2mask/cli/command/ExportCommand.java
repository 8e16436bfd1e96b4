package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tag2mask.cli.UsageException;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.stage.ExportRequest;
import org.tag2mask.cli.stage.ExportStage;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.exporter.ExportOptions;
import org.tag2mask.models.head.Heads;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.runtime.contract.ClassNames;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.recipe.MaskRecipe;

/** {@code export}. */
public final class ExportCommand implements Command {
  @ParametersDelegate private final CommonOptions common = new CommonOptions();

  @Parameter(
      names = "--run",
      order = 1,
      placeholder = "DIR",
      description = "run folder of a training; its best parameters are exported")
  private Path run;

  @Parameter(
      names = "--network",
      order = 2,
      placeholder = "NET",
      description =
          "instead of --run: a network, such as resnet50 or mobilenet_v2[output_stride=16]")
  private String network;

  @Parameter(
      names = "--weights",
      order = 3,
      placeholder = "FILE",
      description = "with --network: its parameters: safetensors, torch .pth, MXNet .params")
  private Path weights;

  @Parameter(
      names = "--classes",
      order = 4,
      placeholder = "FILE|K",
      description =
          "with --network: class file, background first, or the number of classes; not for heads"
              + " without classes (affinity, irn)")
  private String classes;

  @Parameter(
      names = "--head",
      order = 5,
      placeholder = "NAME",
      description = "with --network: what stands on its trunk")
  private String head = "cam";

  @Parameter(
      names = "--allow-new",
      order = 5,
      description = "with --network: give first values to parameters the file lacks")
  private boolean allowNew;

  @Parameter(
      names = "--out",
      order = 6,
      required = true,
      placeholder = "FILE",
      description = "the ONNX file to write")
  private Path out;

  @Parameter(
      names = "--preset",
      order = 7,
      placeholder = "NAME",
      description = "mask recipe to store in the file, so that masks needs no other settings")
  private String preset;

  @Parameter(
      names = "--precision",
      order = 8,
      placeholder = "P",
      description = "float32, or float16 for GPUs; pixels in and maps out are the same")
  private String precision = "float32";

  @Parameter(
      names = "--scales",
      order = 9,
      placeholder = "LIST",
      description = "run these scales inside the file, such as 0.5,1,1.5,2")
  private List<Double> scales = new ArrayList<>();

  @Parameter(
      names = "--flip",
      order = 10,
      placeholder = "RULE",
      description = "run the mirror image inside the file too and merge: none, sum, max or mean")
  private String flip = "none";

  @Parameter(
      names = "--maps",
      order = 11,
      placeholder = "SIZE",
      description =
          "size of a segmenter's logits: cells, as the network makes them, or pixels: brought to the"
              + " image's size inside the file, for hosts that only take the largest class")
  private String maps = "cells";

  @Parameter(
      names = "--pairs",
      order = 12,
      description =
          "a file that looks at two images: what the first shares with its partner (head mcis)")
  private boolean pairs;

  @Override
  public String about() {
    return "Writes a network as an ONNX file that says itself what it is: uint8 pixels in, maps and"
        + " scores out. The file is compared with the network before it is written; one that"
        + " differs is not written.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask export --run runs/cam --out classifier.onnx --preset irn",
        "tag2mask export --run runs/cam --out merged.onnx --scales 0.5,1,1.5,2 --flip sum",
        "tag2mask export --run runs/segmenter --out segmenter.onnx --maps pixels",
        "tag2mask export --run runs/mcis --out pairs.onnx --pairs --preset mcis-voc",
        "tag2mask export --network vgg16 --weights vgg16.safetensors --classes classes.txt \\",
        "    --out vgg16.onnx");
  }

  @Override
  public void check() {
    if ((run == null) == (network == null)) {
      throw new UsageException(
          "give either --run DIR for a training, or --network NET with --weights and --classes");
    }
    if (network != null && (weights == null || (classes == null && hasClasses()))) {
      throw new UsageException("--network needs --weights FILE and --classes FILE or number");
    }
    if (!List.of("float32", "float16").contains(precision)) {
      throw new UsageException("--precision is '" + precision + "', expected float32 or float16");
    }
    if (!List.of("cells", "pixels").contains(maps)) {
      throw new UsageException("--maps is '" + maps + "', expected cells or pixels");
    }
    if (pairs && (!scales.isEmpty() || flipMerge() != FlipMerge.NONE)) {
      throw new UsageException(
          "--pairs excludes --scales and --flip: scales and flips of pairs are run by masks and cams,"
              + " as the recipe says");
    }
    flipMerge();
  }

  /** Affinities and boundaries are there for all classes alike. */
  private boolean hasClasses() {
    String name = NetworkSpec.parse(network, head, 1).head();
    return ModelRole.valueOf(Heads.named(name).role().name()).hasClasses();
  }

  private FlipMerge flipMerge() {
    return Stream.of(FlipMerge.values())
        .filter(rule -> rule.name().toLowerCase(Locale.ROOT).equals(flip))
        .findFirst()
        .orElseThrow(
            () -> new UsageException("--flip is '" + flip + "', expected none, sum, max or mean"));
  }

  @Override
  public int run(Session session) throws IOException {
    Optional<String> recipe =
        Optional.ofNullable(preset).map(name -> MaskRecipe.named(name).toJson());
    ExportRequest request =
        run == null ? given(recipe) : ExportStage.ofRun(run, recipe, options(), out);
    return ExportStage.run(pairs ? request.looking(ExportRequest.Images.PAIRS) : request, session);
  }

  private ExportOptions options() {
    ExportOptions options = ExportOptions.plain();
    if (precision.equals("float16")) {
      options = options.float16();
    }
    if (!scales.isEmpty() || flipMerge() != FlipMerge.NONE) {
      options = options.withScales(scales.isEmpty() ? List.of(1.0) : scales, flipMerge());
    }
    if (maps.equals("pixels")) {
      options = options.withMaps(ExportOptions.MapSize.PIXELS);
    }
    return options;
  }

  private ExportRequest given(Optional<String> recipe) {
    ClassNames names = classNames();
    NetworkSpec spec = NetworkSpec.parse(network, head, names.foreground());
    return new ExportRequest(
        spec,
        weights,
        names,
        spec.head(),
        recipe,
        Map.of(),
        options(),
        allowNew ? ExportRequest.NewParameters.INITIALISE : ExportRequest.NewParameters.REFUSE,
        ExportRequest.Images.SINGLE,
        out);
  }

  private ClassNames classNames() {
    if (classes == null) {
      return ClassNames.of(List.of(ClassList.BACKGROUND, "any"));
    }
    if (!classes.matches("[0-9]{1,4}")) {
      return ClassNames.of(ClassList.read(Path.of(classes)).names());
    }
    List<String> names = new ArrayList<>(List.of(ClassList.BACKGROUND));
    IntStream.rangeClosed(1, Integer.parseInt(classes)).forEach(id -> names.add("class" + id));
    return ClassNames.of(names);
  }
}
