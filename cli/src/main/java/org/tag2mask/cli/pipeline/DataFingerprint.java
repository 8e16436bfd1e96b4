package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tag2mask.cli.stage.FileHash;
import org.tag2mask.cli.stage.TrainingMasks;
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

  /**
   * The same for images with made masks among them: those by content, for made once more they are
   * the same.
   */
  static String of(TrainingMasks.Chosen chosen) {
    Dataset data = chosen.data();
    List<Sample> pictures = new ArrayList<>();
    StringBuilder made = new StringBuilder();
    for (Sample sample : data.samples()) {
      String hash = chosen.hashes().get(sample.id());
      if (hash == null) {
        pictures.add(sample);
      } else {
        pictures.add(new Sample(sample.id(), sample.image(), Optional.empty(), sample.tags()));
        made.append(sample.id()).append(' ').append(hash).append('\n');
      }
    }
    Dataset bare = new Dataset(data.root(), data.split(), data.classes(), pictures);
    return FileHash.sha256(of(bare) + "\n" + made);
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
