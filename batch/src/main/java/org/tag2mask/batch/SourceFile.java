package org.tag2mask.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tag2mask.batch.ledger.MadeMask;
import org.tag2mask.batch.ledger.MadeMask.Version;
import org.tag2mask.data.dataset.Sample;

/** What a mask depends on besides the settings: the image file and its tags. */
final class SourceFile {
  private static final System.Logger LOG = System.getLogger(SourceFile.class.getName());

  private SourceFile() {}

  /** When the file was last written, milliseconds since 1970; -1 when it is not there. */
  static long time(Sample sample) {
    try {
      return modified(sample.image());
    } catch (IOException e) {
      return -1; // the job says so when it reads it
    }
  }

  /**
   * The state of a file that has been decoded, so that it is no larger than may be, and its tags.
   *
   * @param sample the image
   * @param before {@link #time} before it was decoded; a file written since is of no known state
   */
  static MadeMask.Source of(Sample sample, long before) {
    Path image = sample.image();
    try {
      byte[] bytes = Files.readAllBytes(image);
      if (modified(image) == before) {
        Version version = new Version(before, Sha256.of(bytes));
        return new MadeMask.Source(bytes.length, Optional.of(version), List.copyOf(sample.tags()));
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "image file has gone since: " + image, e);
    }
    return new MadeMask.Source(-1, Optional.empty(), List.copyOf(sample.tags()));
  }

  /** Whether nothing has changed since; the file is read only when its time differs. */
  static boolean holds(MadeMask.Source then, Sample sample) {
    Path image = sample.image();
    try {
      return then.tags().equals(List.copyOf(sample.tags()))
          && then.imageBytes() == Files.size(image)
          && then.image().filter(version -> !isOf(version, image)).isEmpty();
    } catch (IOException e) {
      return false; // made again, which tells what is wrong with it
    }
  }

  private static boolean isOf(Version version, Path image) {
    try {
      return version.modified() == modified(image) || Sha256.matches(image, version.sha256());
    } catch (IOException e) {
      return false;
    }
  }

  private static long modified(Path image) throws IOException {
    return Files.getLastModifiedTime(image).toMillis();
  }
}
