package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.batch.Confidence;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.batch.RunRecord;
import org.tag2mask.cli.Version;
import org.tag2mask.crf.meanfield.KernelChoice;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.session.OnnxModel;

/** What a folder of a masker's results says about itself. */
final class RunRecords {
  private RunRecords() {}

  /**
   * The record.
   *
   * @param masker recipe, models and classes
   * @param data told for people
   * @param job told for people
   * @param confidence whether confidence maps are kept
   * @param files endings of the further files of each image
   */
  static RunRecord of(
      PseudoMasker masker,
      Dataset data,
      JobOptions job,
      Confidence confidence,
      List<String> files) {
    OnnxModel model = masker.classifier();
    Map<String, RunRecord.Model> models = new LinkedHashMap<>();
    models.put("classifier", model(model));
    masker.walkModels().forEach((role, walk) -> models.put(role.word(), model(walk)));
    if (masker.recipe().cams().pairs().isPresent()) {
      // The images that an image is compared with decide its mask as a model does.
      models.put("partners", partners(data));
    }
    Map<String, String> about = new LinkedHashMap<>();
    about.put("data", data.root().toAbsolutePath().normalize().toString());
    about.put("split", data.split());
    about.put("device", model.device().toString());
    about.put("workers", Integer.toString(job.workers()));
    about.put("java", Runtime.version().toString());
    return new RunRecord(
        Version.text(),
        masker.recipe(),
        models,
        masker.classNames().names(),
        KernelChoice.variant(),
        confidence,
        files,
        about);
  }

  private static RunRecord.Model model(OnnxModel model) {
    return new RunRecord.Model(Path.of(model.name()).getFileName().toString(), model.sha256());
  }

  /** What a data set has to offer: its images and their tags. */
  private static RunRecord.Model partners(Dataset data) {
    StringBuilder text = new StringBuilder();
    for (Sample sample : data.samples()) {
      text.append(sample.id()).append(' ').append(sample.tags()).append('\n');
    }
    return new RunRecord.Model(data.split(), FileHash.sha256(text.toString()));
  }
}
