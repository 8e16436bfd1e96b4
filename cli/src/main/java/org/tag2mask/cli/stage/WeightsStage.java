package org.tag2mask.cli.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.LoadReport;
import org.tag2mask.models.file.Naming;
import org.tag2mask.models.file.SafetensorsWriter;
import org.tag2mask.models.file.TensorSource;
import org.tag2mask.models.file.WeightFile;
import org.tag2mask.models.file.WeightFiles;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.ParameterSet.Deferred;
import org.tag2mask.runtime.file.AtomicFile;

/** Weight files. */
public final class WeightsStage {
  private WeightsStage() {}

  /**
   * Lists the arrays of a file.
   *
   * @param path a weight file of any known format
   * @param detail how many of them
   * @param session console
   * @return the exit code
   */
  public static int inspect(Path path, WeightListing.Detail detail, Session session) {
    try (WeightFile file = WeightFiles.open(path)) {
      WeightListing listing = new WeightListing(file);
      session.console().result("weights", listing.toMap(), listing.text(detail));
    }
    return ExitCode.OK;
  }

  /**
   * Writes the arrays of a file as safetensors, one at a time. Arrays of published files whose
   * names differ from those of our networks are renamed; with a network, so are prefixes.
   *
   * @param path a weight file of any known format
   * @param out the file to write
   * @param writer its precision
   * @param network the network whose names are wanted
   * @param session console
   * @return the exit code
   * @throws IOException when the file cannot be written
   */
  public static int convert(
      Path path, Path out, SafetensorsWriter writer, Optional<Network> network, Session session)
      throws IOException {
    try (WeightFile file = WeightFiles.open(path)) {
      if (file.names().isEmpty()) {
        throw new ModelException(path + " has no arrays of floating-point numbers to convert");
      }
      Map<String, Deferred> arrays = new LinkedHashMap<>();
      Naming naming =
          network
              .map(n -> Naming.of(file.names(), names(n)))
              .orElseGet(() -> Naming.of(file.names()));
      TensorSource renamed = naming.applied(file);
      for (String name : renamed.names()) {
        arrays.put(name, new Deferred(renamed.shape(name), () -> renamed.read(name)));
      }
      AtomicFile.write(
          out, stream -> writer.write(ParameterSet.deferred(arrays), file.metadata(), stream));
      report(file, naming, out, session);
    }
    network.ifPresent(n -> note(WeightLoader.match(n.graph().parameters(), out), n, session));
    return ExitCode.OK;
  }

  private static Set<String> names(Network network) {
    return network.graph().parameters().stream()
        .map(Parameter::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static void report(WeightFile file, Naming naming, Path out, Session session) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("out", out.toString());
    fields.put("tensors", naming.stored().size());
    fields.put("notes", naming.notes());
    fields.put("left_out", naming.dropped());
    fields.put("skipped", file.skipped());
    StringBuilder text = new StringBuilder();
    file.notes().forEach(note -> text.append(note).append('\n'));
    naming.notes().forEach(note -> text.append(note).append('\n'));
    text.append("weights: ").append(naming.stored().size()).append(" arrays, in ").append(out);
    if (!file.skipped().isEmpty()) {
      text.append("; ").append(file.skipped().size()).append(" that are no floats were left out");
    }
    session.console().result("weights", fields, text.toString());
  }

  private static void note(LoadReport report, Network network, Session session) {
    WeightMatch match = new WeightMatch(network, report);
    session.console().note("match", match.toMap(), match.text(WeightListing.Detail.ABRIDGED));
  }

  /**
   * Compares a file with a network.
   *
   * @param path a weight file of any known format
   * @param network the network
   * @param onMismatch whether other shapes are an error
   * @param detail how many names are listed
   * @param session console
   * @return the exit code
   * @throws ModelException after the report, if shapes differ and that is refused
   */
  public static int match(
      Path path,
      Network network,
      WeightLoader.OnMismatch onMismatch,
      WeightListing.Detail detail,
      Session session) {
    LoadReport report = WeightLoader.match(network.graph().parameters(), path);
    WeightMatch match = new WeightMatch(network, report);
    session.console().result("weights", match.toMap(), match.text(detail));
    if (onMismatch == WeightLoader.OnMismatch.REFUSE) {
      report.requireShapes();
    }
    return ExitCode.OK;
  }

  /**
   * A network by its text.
   *
   * @param text such as {@code resnet50[output_stride=16]}
   * @param head name of its head
   * @param classes number of foreground classes
   */
  public static Network network(String text, String head, int classes) {
    return Networks.build(NetworkSpec.parse(text, head, classes));
  }
}
