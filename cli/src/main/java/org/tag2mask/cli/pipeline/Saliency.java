package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tag2mask.cli.stage.FileHash;
import org.tag2mask.cli.stage.SaliencySeeds;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.json.JsonObject;

/**
 * Saliency maps that tell the background of a segmenter's first labels.
 *
 * @param folder grey pictures, named after their images
 * @param seeds what counts as sure
 */
public record Saliency(Path folder, SaliencySeeds seeds) {
  static final String KEY = "saliency";

  /**
   * Reads the section.
   *
   * @param json the section of the segmenter
   * @param value what stands under {@value #KEY} there: a section, or {@code none}
   * @param where for messages
   */
  static Optional<Saliency> read(JsonObject json, Object value, String where) {
    if (PipelineYaml.NONE.equals(value)) {
      return Optional.empty();
    }
    if (!(value instanceof Map<?, ?>)) {
      throw new Tag2MaskException(
          where
              + ": segmenter.saliency is '"
              + value
              + "', expected {folder: DIR, foreground: 0.3, background: 0.06}, or none");
    }
    JsonObject own = json.object(KEY);
    own.refuseUnknown(List.of("folder", "foreground", "background"));
    SaliencySeeds standard = SaliencySeeds.CIAN;
    return Optional.of(
        new Saliency(
            Path.of(own.string("folder")),
            new SaliencySeeds(
                own.has("foreground") ? own.number("foreground") : standard.foreground(),
                own.has("background") ? own.number("background") : standard.background())));
  }

  /** The section with its folder named from that of the configuration file. */
  static Object from(Object section, Path file) {
    if (section instanceof Map<?, ?> map && map.get("folder") instanceof String folder) {
      Map<String, Object> own = PipelineYaml.copy(map);
      own.put("folder", file.toAbsolutePath().getParent().resolve(folder).toString());
      return own;
    }
    return section;
  }

  /** In the form of the YAML file. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("folder", folder.toString());
    map.put("foreground", seeds.foreground());
    map.put("background", seeds.background());
    return map;
  }

  /** Changes when a map does: names, sizes and times of all files. */
  String fingerprint() throws IOException {
    if (!Files.isDirectory(folder)) {
      return "missing";
    }
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        text.append(folder.relativize(file)).append(' ').append(Files.size(file)).append(' ');
        text.append(Files.getLastModifiedTime(file).toMillis()).append('\n');
      }
    }
    return FileHash.sha256(text.toString());
  }
}
