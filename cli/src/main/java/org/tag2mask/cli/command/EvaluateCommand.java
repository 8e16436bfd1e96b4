package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.cli.UsageException;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.option.DataOptions;
import org.tag2mask.cli.option.DeviceOptions;
import org.tag2mask.cli.stage.CurveRequest;
import org.tag2mask.cli.stage.CurveStage;
import org.tag2mask.cli.stage.EvaluateRequest;
import org.tag2mask.cli.stage.EvaluateStage;
import org.tag2mask.cli.stage.MapScoresRequest;
import org.tag2mask.cli.stage.MapScoresStage;
import org.tag2mask.data.dataset.DatasetOptions;
import org.tag2mask.data.metric.ScoreRules;
import org.tag2mask.data.metric.SizeLimits;
import org.tag2mask.data.metric.ThresholdCurve;
import org.tag2mask.runtime.recipe.MaskRecipe;

/** {@code evaluate}. */
public final class EvaluateCommand implements Command {
  @ParametersDelegate private final DataOptions data = new DataOptions();
  @ParametersDelegate private final DeviceOptions device = new DeviceOptions();
  @ParametersDelegate private final CommonOptions common = new CommonOptions();

  @Parameter(
      names = "--masks",
      order = 3,
      placeholder = "DIR",
      description = "folder of masks, <id>.png")
  private Path masks;

  @Parameter(
      names = "--model",
      order = 4,
      placeholder = "FILE",
      description = "instead of --masks: classifier whose maps are scored at many thresholds")
  private Path model;

  @Parameter(
      names = "--maps",
      order = 5,
      placeholder = "LIST",
      description =
          "outputs of --model to compare by the masks each gives without refinement, such as"
              + " expansive,discriminative,cam: precision, recall and IoU instead of the curve")
  private List<String> maps = new ArrayList<>();

  @Parameter(
      names = "--curve",
      order = 6,
      placeholder = "LOW:HIGH:STEP",
      description = "thresholds for --model; their choice uses the truth: an oracle")
  private String curve = "0.05:0.95:0.05";

  @Parameter(
      names = "--preset",
      order = 7,
      placeholder = "NAME",
      description =
          "recipe the maps of --model get; without it cam for the curve, the model's own for --maps")
  private String preset;

  @Parameter(
      names = "--out",
      order = 8,
      placeholder = "FILE",
      description = "write the result as JSON")
  private Path out;

  @Parameter(
      names = "--mean",
      order = 10,
      placeholder = "RULE",
      description = "classes in the means: all, occurring (truth or prediction), or in_truth")
  private String mean = "all";

  @Parameter(
      names = "--no-background",
      order = 11,
      description = "leave background out of the means")
  private boolean noBackground;

  @Parameter(
      names = "--skip-undecided",
      order = 12,
      description = "leave out pixels predicted as 255; otherwise they are misses")
  private boolean skipUndecided;

  @Parameter(
      names = "--erode",
      order = 13,
      placeholder = "SIZE",
      description = "erode predicted regions first, as SemFormer's evaluation does with 7")
  private int erode = 1;

  @Parameter(
      names = "--object-sizes",
      order = 14,
      placeholder = "M,L",
      description = "sides in pixels from which an object is medium, and large, in IoU by size")
  private String objectSizes = "32,96";

  @Override
  public String about() {
    return "Compares masks with the true ones: IoU, false positives and negatives, precision and"
        + " recall a class, their means, the rate of undecided pixels, and IoU by object size. With"
        + " --model instead of --masks it draws the curve of mIoU over background thresholds from"
        + " the maps themselves, or compares several maps of one model with --maps.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask evaluate --data photos --split train --masks masks --out evaluation.json",
        "tag2mask evaluate --data photos --split val --model classifier.onnx --curve 0.1:0.7:0.05",
        "tag2mask evaluate --data photos --split val --model decoupled.onnx --maps"
            + " expansive,discriminative,cam");
  }

  @Override
  public void check() {
    data.check();
    device.check();
    if ((masks == null) == (model == null)) {
      throw new UsageException("give either --masks DIR, or --model FILE for a threshold curve");
    }
    if (!maps.isEmpty() && model == null) {
      throw new UsageException("--maps names outputs of a classifier; give --model FILE too");
    }
    if (erode < 1 || erode % 2 == 0) {
      throw new UsageException("--erode is " + erode + ", expected an odd number such as 7");
    }
    rules();
    sizes();
    thresholds();
  }

  private ScoreRules rules() {
    List<String> words =
        Arrays.stream(ScoreRules.ClassMean.values())
            .map(rule -> rule.name().toLowerCase(Locale.ROOT))
            .toList();
    int index = words.indexOf(mean);
    if (index < 0) {
      throw new UsageException(
          "--mean is '" + mean + "', expected one of " + String.join(", ", words));
    }
    return new ScoreRules(
        ScoreRules.ClassMean.values()[index],
        noBackground ? ScoreRules.Background.EXCLUDED : ScoreRules.Background.INCLUDED,
        skipUndecided ? ScoreRules.Undecided.SKIP : ScoreRules.Undecided.MISS);
  }

  private SizeLimits sizes() {
    String[] parts = objectSizes.split(",", -1);
    try {
      if (parts.length == 2) {
        return new SizeLimits(
            Integer.parseInt(parts[0].strip()), Integer.parseInt(parts[1].strip()));
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new UsageException(
        "--object-sizes is '" + objectSizes + "', expected two ascending sides such as 32,96");
  }

  private float[] thresholds() {
    String[] parts = curve.split(":", -1);
    try {
      double low = Double.parseDouble(parts[0]);
      double high = Double.parseDouble(parts[1]);
      double step = Double.parseDouble(parts[2]);
      int count = (int) Math.round((high - low) / step) + 1;
      if (parts.length == 3 && step > 0 && count >= 1 && count <= 1000) {
        return ThresholdCurve.steps(low, step, count);
      }
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      // Said below.
    }
    throw new UsageException(
        "--curve is '" + curve + "', expected LOW:HIGH:STEP such as 0.05:0.95:0.05");
  }

  @Override
  public int run(Session session) throws IOException {
    if (masks != null) {
      return EvaluateStage.run(
          new EvaluateRequest(
              data.open(DatasetOptions.Missing.KEEP),
              masks,
              rules(),
              sizes(),
              erode,
              Map.of(),
              Optional.ofNullable(out)),
          session);
    }
    if (!maps.isEmpty()) {
      return MapScoresStage.run(
          new MapScoresRequest(
              data.open(DatasetOptions.Missing.KEEP),
              model,
              maps,
              own -> preset == null ? own : MaskRecipe.named(preset),
              rules(),
              device.device(),
              device.workers(),
              data.limits.images(),
              Optional.ofNullable(out)),
          session);
    }
    return CurveStage.run(
        new CurveRequest(
            data.open(DatasetOptions.Missing.KEEP),
            model,
            MaskRecipe.named(preset == null ? "cam" : preset),
            thresholds(),
            rules(),
            device.device(),
            device.workers(),
            data.limits.images(),
            Optional.ofNullable(out)),
        session);
  }
}
