package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.nio.file.Path;
import java.util.List;
import org.tag2mask.batch.Confidence;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.cli.UsageException;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.option.DataOptions;
import org.tag2mask.cli.option.DeviceOptions;
import org.tag2mask.cli.option.LabelOptions;
import org.tag2mask.cli.option.ResumeOptions;
import org.tag2mask.cli.stage.LabelsRequest;
import org.tag2mask.cli.stage.LabelsStage;
import org.tag2mask.data.dataset.DatasetOptions;
import org.tag2mask.data.dataset.LabelSource;

/** {@code labels}. */
public final class LabelsCommand implements Command {
  @ParametersDelegate private final DataOptions data = new DataOptions();
  @ParametersDelegate private final LabelOptions labels = new LabelOptions();
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
      names = "--out",
      order = 4,
      required = true,
      placeholder = "DIR",
      description = "folder of the labels, with ledger and run.json as masks have them")
  private Path out;

  @Parameter(
      names = "--confidence",
      order = 20,
      description = "write confidence maps too, as ID.conf.png")
  private boolean confidence;

  @Override
  public String about() {
    return "Writes the labels an affinity network learns from, one palette PNG an image: a class or"
        + " background where the classifier's maps and the CRF are sure of it, 255 elsewhere."
        + " Stopped or killed at any moment, the same command goes on and ends with the same"
        + " labels.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask labels --data photos --model classifier.onnx --out labels",
        "tag2mask labels --data photos --model classifier.onnx --out labels-psa --style psa \\",
        "    --high-alpha 24",
        "tag2mask train --data photos --mask-dir \"$PWD/labels\" --head irn --objective boundary \\",
        "    --network 'resnet50[output_stride=16,dilated=no]' --out runs/irn");
  }

  @Override
  public void check() {
    data.check();
    labels.check();
    device.check();
    resume.check();
    if (data.labelSource() == LabelSource.NONE) {
      throw new UsageException("--labels none leaves no tags, and labels are made of tags");
    }
  }

  @Override
  public int run(Session session) {
    LabelsRequest request =
        new LabelsRequest(
            data.open(DatasetOptions.Missing.KEEP),
            model,
            labels::resolve,
            device.device(),
            JobOptions.defaults()
                .withWorkers(device.jobWorkers())
                .withResume(resume.noResume ? JobOptions.Resume.ANEW : JobOptions.Resume.KEEP),
            confidence ? Confidence.MAPS : Confidence.MEAN_ONLY,
            data.limits.images(),
            out);
    return LabelsStage.run(request, session);
  }
}
