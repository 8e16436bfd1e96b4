package org.tag2mask.cli.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.exporter.ExportOptions;
import org.tag2mask.exporter.ExportReport;
import org.tag2mask.exporter.ExportedModel;
import org.tag2mask.exporter.ModelDescription;
import org.tag2mask.exporter.OnnxExporter;
import org.tag2mask.exporter.Publisher;
import org.tag2mask.models.file.LoadReport;
import org.tag2mask.models.file.SafetensorsFile;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.contract.ClassNames;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.trainer.DjlReference;

/** A network and its parameters as an ONNX file, checked before it is published. */
public final class ExportStage {
  private ExportStage() {}

  /**
   * The request for what a training left.
   *
   * @param run the run folder
   * @param recipe JSON of the mask recipe to store in the file
   * @param options precision, scales and flips inside
   * @param out the ONNX file
   * @return the request
   * @throws Tag2MaskException when the folder holds no finished training
   */
  public static ExportRequest ofRun(
      Path run, Optional<String> recipe, ExportOptions options, Path out) {
    Path best = run.resolve("best.safetensors");
    if (!Files.isRegularFile(best)) {
      throw new Tag2MaskException(
          best
              + " does not exist; expected the run folder of a training that finished or has been"
              + " validated once: run or resume 'tag2mask train --out "
              + run
              + "'");
    }
    Map<String, String> metadata;
    try (SafetensorsFile file = SafetensorsFile.open(best)) {
      metadata = file.metadata();
    }
    String names = required(metadata, "tag2mask.classes", best);
    JsonObject json = Json.parseObject("{\"classes\":" + names + "}", best.toString());
    ClassNames classes = ClassNames.of(json.strings("classes"));
    NetworkSpec spec =
        NetworkSpec.parse(
            required(metadata, "tag2mask.network", best),
            required(metadata, "tag2mask.head", best),
            classes.foreground());
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("steps", metadata.getOrDefault("tag2mask.step", "unknown"));
    for (String key : List.of("objective", "score")) {
      Optional.ofNullable(metadata.get("tag2mask." + key)).ifPresent(v -> provenance.put(key, v));
    }
    return new ExportRequest(
        spec,
        best,
        classes,
        spec.head(),
        recipe,
        provenance,
        options,
        ExportRequest.NewParameters.REFUSE,
        ExportRequest.Images.SINGLE,
        out);
  }

  private static String required(Map<String, String> metadata, String key, Path file) {
    String value = metadata.get(key);
    if (value == null) {
      throw new Tag2MaskException(
          file
              + " does not say its "
              + key
              + "; expected a file written by 'tag2mask train'. For other files use --network,"
              + " --weights and --classes");
    }
    return value;
  }

  /**
   * Exports, checks and publishes.
   *
   * @param request which file
   * @param session console
   * @return the exit code
   * @throws IOException when the file cannot be written
   */
  public static int run(ExportRequest request, Session session) throws IOException {
    Network built = Networks.build(request.network());
    Network network =
        request.images() == ExportRequest.Images.PAIRS ? Networks.forPairs(built) : built;
    boolean strict = request.newParameters() == ExportRequest.NewParameters.REFUSE;
    try (WeightLoader.Opened loaded =
        WeightLoader.open(
            network.graph().parameters(),
            request.weights(),
            0,
            strict ? WeightLoader.OnMismatch.REFUSE : WeightLoader.OnMismatch.INITIALISE)) {
      return publish(request, network, loaded, session);
    }
  }

  private static int publish(
      ExportRequest request, Network network, WeightLoader.Opened loaded, Session session)
      throws IOException {
    if (request.newParameters() == ExportRequest.NewParameters.REFUSE) {
      loaded.report().requireComplete();
    } else if (!loaded.report().complete()) {
      session
          .console()
          .warn("the file has parameters with first values only: " + loaded.report().text());
    }
    ModelDescription description =
        new ModelDescription(
            request.method(),
            Optional.of(request.classes()).filter(names -> hasClasses(network)),
            provenance(request, loaded.report()),
            request.recipe());
    ExportedModel model =
        OnnxExporter.export(network, loaded.parameters(), description, request.options());
    Path folder = request.out().toAbsolutePath().getParent();
    Files.createDirectories(folder);
    ExportReport report =
        Publisher.publish(
            model,
            request.out(),
            Optional.of(new DjlReference()),
            Publisher.MissingReference.REFUSE);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("out", request.out().toString());
    fields.putAll(report.toMap());
    session
        .console()
        .result(
            "export",
            fields,
            String.format(
                Locale.ROOT,
                "%sexport: %s, %.1f MB",
                report.text().indent(2),
                request.out(),
                report.bytes() / 1e6));
    return ExitCode.OK;
  }

  /** Affinities and boundaries are there for all classes alike. */
  private static boolean hasClasses(Network network) {
    return ModelRole.valueOf(network.role().name()).hasClasses();
  }

  private static Map<String, String> provenance(ExportRequest request, LoadReport report) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("weights", request.weights().getFileName().toString());
    report.sha256().ifPresent(hash -> all.put("weights_sha256", hash));
    all.putAll(request.provenance());
    return all;
  }
}
