package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.batch.Confidence;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.cli.UsageException;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.option.DeviceOptions;
import org.tag2mask.cli.option.PictureOptions;
import org.tag2mask.cli.option.ResumeOptions;
import org.tag2mask.cli.option.SegmentOptions;
import org.tag2mask.cli.stage.CocoOutput;
import org.tag2mask.cli.stage.SegmentRequest;
import org.tag2mask.cli.stage.SegmentRequest.Extra;
import org.tag2mask.cli.stage.SegmentStage;

/** {@code segment}. */
public final class SegmentCommand implements Command {
  @ParametersDelegate private final PictureOptions pictures = new PictureOptions();
  @ParametersDelegate private final SegmentOptions recipe = new SegmentOptions();
  @ParametersDelegate private final DeviceOptions device = new DeviceOptions();
  @ParametersDelegate private final ResumeOptions resume = new ResumeOptions();
  @ParametersDelegate private final CommonOptions common = new CommonOptions();

  @Parameter(
      names = "--model",
      order = 3,
      required = true,
      placeholder = "FILE",
      description = "segmenter as ONNX")
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
      order = 19,
      description = "write confidence maps too, as ID.conf.png")
  private boolean confidence;

  @Parameter(
      names = "--overlay",
      order = 19,
      description = "write the mask over its photo too, as ID.overlay.jpg")
  private boolean overlay;

  @Parameter(
      names = "--probabilities",
      order = 19,
      description = "write the probability of every class too, as ID.prob.npy: uint8 [K+1,H,W]")
  private boolean probabilities;

  @Parameter(
      names = "--coco",
      order = 20,
      placeholder = "FILE",
      description = "write all masks as COCO results too: run-length codes in one JSON file")
  private Path coco;

  @Parameter(
      names = "--annotations",
      order = 20,
      placeholder = "FILE",
      description = "with --coco: COCO annotations that tell the numbers of images and categories")
  private Path annotations;

  @Override
  public String about() {
    return "Segments images of any size with a trained segmenter: a palette PNG an image, with a"
        + " ledger line each. Stopped or killed at any moment, the same command goes on and ends"
        + " with the same masks. A broken image is named in the ledger and stops nothing.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask segment --data photos --split val --model segmenter.onnx --out predictions",
        "tag2mask segment holiday/*.jpg more-photos --model segmenter.onnx --out predictions \\",
        "    --preset seam --overlay",
        "tag2mask segment --data coco --split val2014 --model segmenter.onnx --out predictions \\",
        "    --coco results.json --annotations coco/annotations/instances_val2014.json");
  }

  @Override
  public Map<String, String> presets() {
    return SegmentOptions.presets();
  }

  @Override
  public void check() {
    pictures.check();
    recipe.check();
    device.check();
    resume.check();
    if (annotations != null && coco == null) {
      throw new UsageException("--annotations needs --coco FILE");
    }
  }

  @Override
  public int run(Session session) throws IOException {
    Set<Extra> extras = EnumSet.noneOf(Extra.class);
    if (overlay) {
      extras.add(Extra.OVERLAY);
    }
    if (probabilities) {
      extras.add(Extra.PROBABILITIES);
    }
    SegmentRequest request =
        new SegmentRequest(
            pictures::open,
            model,
            own -> recipe.resolve(Optional.of(own)),
            device.device(),
            JobOptions.defaults()
                .withWorkers(device.jobWorkers())
                .withResume(resume.noResume ? JobOptions.Resume.ANEW : JobOptions.Resume.KEEP),
            confidence ? Confidence.MAPS : Confidence.MEAN_ONLY,
            extras,
            Optional.ofNullable(coco)
                .map(file -> new CocoOutput(file, Optional.ofNullable(annotations))),
            pictures.limits.images(),
            out);
    return SegmentStage.run(request, session);
  }
}
