package org.tag2mask.exporter;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.models.file.WeightLoader.OnMismatch;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.params.Parameter;

/** A weight file to an ONNX file, in a process whose memory a test limits. */
final class LoadAndExport {
  private LoadAndExport() {}

  /** Arguments: network, weight file, how its values are read (a {@link Reading}), ONNX file. */
  public static void main(String[] arguments) throws IOException {
    Network network = Models.network(arguments[0], 2);
    Path weights = Path.of(arguments[1]);
    List<Parameter> parameters = network.graph().parameters();
    if (Reading.valueOf(arguments[2]) == Reading.AT_ONCE) {
      WeightLoader.load(parameters, weights, 0, OnMismatch.REFUSE).report().requireComplete();
      return;
    }
    try (WeightLoader.Opened opened = WeightLoader.open(parameters, weights, 0, OnMismatch.REFUSE);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[3])))) {
      opened.report().requireComplete();
      OnnxExporter.export(
              network, opened.parameters(), Models.description(2), ExportOptions.plain())
          .writeTo(out);
    }
  }

  /** How values are read. */
  enum Reading {
    /** Each when it is written. */
    ARRAY_BY_ARRAY,
    /** All into memory; nothing is written. */
    AT_ONCE
  }
}
