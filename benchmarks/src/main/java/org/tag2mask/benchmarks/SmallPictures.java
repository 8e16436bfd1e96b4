package org.tag2mask.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Datasets;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.synth.SynthDataset;
import org.tag2mask.data.synth.SynthSettings;
import org.tag2mask.exporter.ExportOptions;
import org.tag2mask.exporter.ModelDescription;
import org.tag2mask.exporter.OnnxExporter;
import org.tag2mask.exporter.Publisher;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.runtime.contract.ClassNames;

/** Made-up pictures of 64×48, and tiny networks with first values, for long runs. */
final class SmallPictures {
  private static final int DIFFERENT = 500;

  private final Dataset data;

  private SmallPictures(Dataset data) {
    this.data = data;
  }

  static SmallPictures in(Path folder) throws IOException {
    SynthSettings pictures = SynthSettings.DEFAULT.withPictures(DIFFERENT, 1).withSize(64, 48);
    SynthDataset.write(folder, pictures, done -> {});
    return new SmallPictures(Datasets.open(folder, "train"));
  }

  /** So many samples, the pictures again and again under new ids. */
  static List<Sample> repeated(Dataset data, int images) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      Sample sample = data.samples().get(i % data.size());
      samples.add(
          new Sample(
              String.format(Locale.ROOT, "%06d", i),
              sample.image(),
              Optional.empty(),
              sample.tags()));
    }
    return samples;
  }

  List<Sample> samples(int images) {
    return repeated(data, images);
  }

  /** Writes a model of these classes. */
  Path model(String head, Path file) throws IOException {
    Network network =
        Networks.build(NetworkSpec.parse("tiny", head, data.classes().foregroundCount()));
    Publisher.publish(
        OnnxExporter.export(
            network,
            ParameterSet.initial(network.graph().parameters(), 0),
            ModelDescription.of(head, ClassNames.of(data.classes().names())),
            ExportOptions.plain()),
        file,
        Optional.empty(),
        Publisher.MissingReference.ALLOW);
    return file;
  }
}
