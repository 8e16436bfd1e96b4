package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.tag2mask.cli.Suggestion;
import org.tag2mask.cli.UsageException;

/** The pipelines that come along, as YAML resources. */
public final class PresetFiles {
  private static final List<String> NAMES =
      List.of(
          "cam", "decoupled", "decoupled-small", "psa", "psa-small", "irn", "irn-small", "demo");

  private PresetFiles() {}

  /**
   * The names of the presets.
   *
   * @return in the order of help texts
   */
  public static List<String> names() {
    return NAMES;
  }

  /** What a section {@code segmenter} that leaves things out begins with. */
  static Map<String, Object> segmenter() {
    return PipelineYaml.parse(resource("segmenter"), "preset segmenter");
  }

  static Map<String, Object> read(String name) {
    return PipelineYaml.parse(text(name), "preset " + name);
  }

  /**
   * The YAML text of a preset, with its comments.
   *
   * @param name one of {@link #names()}
   * @return the text
   * @throws UsageException when there is no such preset
   */
  public static String text(String name) {
    if (!NAMES.contains(name)) {
      throw new UsageException(
          "there is no pipeline preset '"
              + name
              + "'"
              + Suggestion.among(name, NAMES)
              + "; expected one of "
              + String.join(", ", NAMES));
    }
    return resource(name);
  }

  private static String resource(String name) {
    try (InputStream in =
        PresetFiles.class.getResourceAsStream("/org/tag2mask/cli/preset/" + name + ".yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("presets are in our own jar", e);
    }
  }
}
