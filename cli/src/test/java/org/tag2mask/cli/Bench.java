package org.tag2mask.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.data.dataset.Datasets;
import org.tag2mask.data.synth.SynthDataset;
import org.tag2mask.data.synth.SynthSettings;
import org.tag2mask.exporter.ExportOptions;
import org.tag2mask.exporter.ModelDescription;
import org.tag2mask.exporter.OnnxExporter;
import org.tag2mask.models.file.SafetensorsWriter;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.runtime.contract.ClassNames;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.SegmentRecipe;

/** A small data set, a classifier that has learned nothing, and its weights. */
final class Bench {
  final Path root;
  final Path data;
  final Path model;
  final Path weights;

  Bench(Path root) throws IOException {
    this.root = root;
    this.data = root.resolve("data");
    this.model = root.resolve("classifier.onnx");
    this.weights = root.resolve("weights.safetensors");
    SynthSettings settings =
        SynthSettings.DEFAULT
            .withClasses(2)
            .withPictures(6, 2)
            .withSize(64, 48)
            .withFormat(SynthSettings.Format.PNG);
    SynthDataset.write(data, settings, count -> {});
    writeModel(model, SynthDataset.classes(settings));
    Network network = network(2);
    ParameterSet parameters = ParameterSet.initial(network.graph().parameters(), 3);
    try (OutputStream out = Files.newOutputStream(weights)) {
      SafetensorsWriter.float32().write(parameters.asMap(), Map.of(), out);
    }
  }

  private Bench(Bench other, Path model) {
    this.root = other.root;
    this.data = other.data;
    this.model = model;
    this.weights = other.weights;
  }

  /** The same bench with another model. */
  Bench withModel(Path other) {
    return new Bench(this, other);
  }

  static Network network(int classes) {
    return network("cam", classes);
  }

  private static Network network(String head, int classes) {
    return Networks.build(NetworkSpec.parse("tiny[width=8]", head, classes));
  }

  static void writeModel(Path file, ClassList classes) throws IOException {
    writeModel(file, "cam", classes);
  }

  /** A classifier with another head, which knows its own recipe where there is one of its name. */
  static void writeModel(Path file, String head, ClassList classes) throws IOException {
    Network network = network(head, classes.foregroundCount());
    ModelDescription description = ModelDescription.of(head, ClassNames.of(classes.names()));
    byte[] bytes =
        OnnxExporter.export(
                network,
                ParameterSet.initial(network.graph().parameters(), 3),
                head.equals("cam")
                    ? description
                    : description.withRecipe(MaskRecipe.named(head).toJson()),
                ExportOptions.plain())
            .bytes();
    Files.write(file, bytes);
  }

  /** A classifier of this data set with another head. */
  Path model(String head) throws IOException {
    Path file = root.resolve(head + ".onnx");
    writeModel(file, head, Datasets.open(data, "train").classes());
    return file;
  }

  /** A segmenter of this data set that has learned nothing, and brings the recipe plain along. */
  Path segmenter() throws IOException {
    Path file = root.resolve("segmenter.onnx");
    ClassList classes = Datasets.open(data, "train").classes();
    Network network = network("aspp", classes.foregroundCount());
    ModelDescription description =
        ModelDescription.of("segmentation", ClassNames.of(classes.names()));
    byte[] bytes =
        OnnxExporter.export(
                network,
                ParameterSet.initial(network.graph().parameters(), 3),
                description.withRecipe(SegmentRecipe.plain().toJson()),
                ExportOptions.plain())
            .bytes();
    return Files.write(file, bytes);
  }

  Path image(String id) {
    return data.resolve("JPEGImages/" + id + ".png");
  }

  Path truth(String id) {
    return data.resolve("SegmentationClass/" + id + ".png");
  }

  /** {@code masks} for split train, with further words. */
  Said masks(Path out, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "masks",
                "--data",
                data.toString(),
                "--model",
                model.toString(),
                "--out",
                out.toString(),
                "--device",
                "cpu",
                "--preset",
                "cam"));
    words.addAll(List.of(more));
    return Said.by(words.toArray(String[]::new));
  }
}
