package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tag2mask.cli.stage.FileHash;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;

/**
 * Whether a split is still what it was: ids, tags, and size and time of every file. Contents are
 * not read, which would take as long as some stages.
 */
final class DataFingerprint {
  private DataFingerprint() {}

  static String of(Dataset data) {
    StringBuilder text = new StringBuilder();
    text.append(data.classes().names()).append('\n');
    for (Sample sample : data.samples()) {
      text.append(sample.id()).append(' ').append(sample.tags()).append(' ');
      append(text, sample.image());
      sample.mask().ifPresent(mask -> append(text, mask.file()));
      text.append('\n');
    }
    return FileHash.sha256(text.toString());
  }

  private static void append(StringBuilder text, Path file) {
    try {
      text.append(Files.size(file)).append(' ');
      text.append(Files.getLastModifiedTime(file).toMillis()).append(' ');
    } catch (IOException e) {
      text.append("missing ");
    }
  }
}
