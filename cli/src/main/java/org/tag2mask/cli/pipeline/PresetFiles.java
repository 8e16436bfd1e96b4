package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.tag2mask.cli.Suggestion;
import org.tag2mask.cli.UsageException;
import org.tag2mask.runtime.Tag2MaskException;

/** The pipelines that come along, as YAML resources. */
public final class PresetFiles {
  /** The segmenter of a section that names none. */
  static final String SMALL = "small";

  private static final List<String> NAMES =
      List.of(
          "cam",
          "cian",
          "cian-small",
          "decoupled",
          "decoupled-small",
          "mcis",
          "mcis-small",
          "mcis-voc",
          "mcis-voc-small",
          "vwe",
          "vwe-small",
          "seam",
          "seam-small",
          "oaa",
          "oaa-small",
          "mctformer",
          "mctformer-small",
          "psa",
          "psa-small",
          "irn",
          "irn-small",
          "demo");

  /** Segmenters that pipelines name under {@code segmenter.preset}. */
  private static final List<String> SEGMENTERS =
      List.of(
          SMALL,
          "cian",
          "deeplab-v1",
          "deeplab-v2",
          "deeplab-v3",
          "largefov-resnet101",
          "largefov-vgg16");

  private PresetFiles() {}

  /**
   * The names of the presets.
   *
   * @return in the order of help texts
   */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The names of the segmenters that {@code segmenter.preset} may say.
   *
   * @return in the order of help texts
   */
  public static List<String> segmenters() {
    return SEGMENTERS;
  }

  /**
   * What a preset is, in a sentence.
   *
   * @param name one of {@link #names()}
   * @return the first sentence of its comment
   */
  public static String summary(String name) {
    StringBuilder comment = new StringBuilder();
    text(name)
        .lines()
        .takeWhile(line -> line.startsWith("#"))
        .forEach(line -> comment.append(line.substring(1).strip()).append(' '));
    // An abbreviation's full stop is followed by a comma or a closing bracket.
    return comment.toString().split("[.:] ", 2)[0].strip();
  }

  /** The sections {@code segmenter} and {@code segment} that others begin with. */
  static Map<String, Object> segmenter(String name) {
    if (!SEGMENTERS.contains(name)) {
      throw new Tag2MaskException(
          "there is no segmenter preset '"
              + name
              + "'"
              + Suggestion.among(name, SEGMENTERS)
              + "; expected one of "
              + String.join(", ", SEGMENTERS));
    }
    String where = "preset segmenter/";
    Map<String, Object> small = PipelineYaml.parse(resource("segmenter/" + SMALL), where + SMALL);
    return name.equals(SMALL)
        ? small
        : PipelineYaml.merged(
            small, PipelineYaml.parse(resource("segmenter/" + name), where + name));
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
