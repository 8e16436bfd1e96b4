package org.tag2mask.cli.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.models.file.LoadReport;
import org.tag2mask.models.file.SafetensorsFile;
import org.tag2mask.models.file.SafetensorsWriter;
import org.tag2mask.models.file.WeightFile;
import org.tag2mask.models.file.WeightFiles;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.file.AtomicFile;

/** Weight files. */
public final class WeightsStage {
  private static final String HEAD = "cam";

  private WeightsStage() {}

  /**
   * Lists the arrays of a file.
   *
   * @param path a weight file of any known format
   * @param session console
   * @return the exit code
   */
  public static int inspect(Path path, Session session) {
    try (WeightFile file = WeightFiles.open(path)) {
      List<Object> tensors = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      long values = 0;
      for (String name : file.names()) {
        int[] shape = file.shape(name);
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("name", name);
        one.put("type", file.type(name).name());
        one.put("shape", Arrays.stream(shape).boxed().toList());
        tensors.add(one);
        text.append(
            String.format(
                Locale.ROOT,
                "%-5s %-20s %s%n",
                file.type(name).name(),
                Arrays.toString(shape),
                name));
        values += Tensor.elements(shape);
      }
      Map<String, String> metadata = metadata(path, file);
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("file", path.toString());
      fields.put("format", file.format());
      fields.put("tensors", tensors);
      fields.put("values", values);
      fields.put("metadata", metadata);
      fields.put("skipped", file.skipped());
      fields.put("notes", file.notes());
      metadata.forEach((key, value) -> text.append(key).append(": ").append(value).append('\n'));
      file.skipped()
          .forEach(
              (name, why) ->
                  text.append("skipped ").append(name).append(": ").append(why).append('\n'));
      file.notes().forEach(note -> text.append(note).append('\n'));
      text.append(file.format()).append(", ").append(tensors.size()).append(" arrays, ");
      text.append(values).append(" values\n");
      session.console().result("weights", fields, text.toString());
    }
    return ExitCode.OK;
  }

  /**
   * Writes the arrays of a file in another precision.
   *
   * @param path a weight file of any known format
   * @param out the file to write
   * @param half whether float16 is wanted, else float32
   * @param session console
   * @return the exit code
   * @throws IOException when the file cannot be written
   */
  public static int convert(Path path, Path out, boolean half, Session session) throws IOException {
    SafetensorsWriter writer = half ? SafetensorsWriter.float16() : SafetensorsWriter.float32();
    int arrays;
    try (WeightFile file = WeightFiles.open(path)) {
      arrays = file.names().size();
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (String name : file.names()) {
        tensors.put(name, file.read(name));
      }
      Map<String, String> metadata = metadata(path, file);
      AtomicFile.write(out, stream -> writer.write(tensors, metadata, stream));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("out", out.toString());
    fields.put("tensors", arrays);
    session.console().result("weights", fields, "weights: " + arrays + " arrays, in " + out);
    return ExitCode.OK;
  }

  /**
   * Compares a file with a network.
   *
   * @param path a weight file of any known format
   * @param network text of the network
   * @param classes number of foreground classes
   * @param session console
   * @return the exit code
   */
  public static int match(Path path, String network, int classes, Session session) {
    Network built = Networks.build(NetworkSpec.parse(network, HEAD, classes));
    LoadReport report =
        WeightLoader.load(built.graph().parameters(), path, 0, WeightLoader.OnMismatch.INITIALISE)
            .report();
    Map<String, Object> fields = new LinkedHashMap<>(report.toMap());
    fields.put("complete", report.complete());
    session.console().result("weights", fields, report.text());
    return ExitCode.OK;
  }

  /** What a safetensors file says of itself; the other formats say nothing. */
  private static Map<String, String> metadata(Path path, WeightFile file) {
    if (!file.format().equals("safetensors")) {
      return Map.of();
    }
    try (SafetensorsFile open = SafetensorsFile.open(path)) {
      return open.metadata();
    }
  }
}
