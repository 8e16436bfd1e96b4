package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.exporter.ExportOptions;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.runtime.contract.ClassNames;

/**
 * What file is wanted.
 *
 * @param network the network
 * @param weights safetensors file with its parameters
 * @param classes class names, background first
 * @param method the method the network was trained with
 * @param recipe JSON of the mask recipe to store in the file
 * @param provenance further facts about where the parameters come from, in order
 * @param options precision, scales and flips inside
 * @param newParameters whether parameters that the file lacks may have first values
 * @param images what the file looks at
 * @param out the ONNX file
 */
public record ExportRequest(
    NetworkSpec network,
    Path weights,
    ClassNames classes,
    String method,
    Optional<String> recipe,
    Map<String, String> provenance,
    ExportOptions options,
    NewParameters newParameters,
    Images images,
    Path out) {

  /** What happens to parameters that the weight file lacks. */
  public enum NewParameters {
    /** The export is refused. */
    REFUSE,
    /** They get first values; the maps of such a head mean nothing. */
    INITIALISE
  }

  /** What a file looks at. */
  public enum Images {
    /** One image at a time. */
    SINGLE,
    /** Two, of independent sizes: what the first shares with the second. */
    PAIRS
  }

  /** The same request for a file that looks at something else. */
  public ExportRequest looking(Images at) {
    return new ExportRequest(
        network, weights, classes, method, recipe, provenance, options, newParameters, at, out);
  }
}
