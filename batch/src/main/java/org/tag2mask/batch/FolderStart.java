package org.tag2mask.batch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tag2mask.batch.ledger.FailedImage;
import org.tag2mask.batch.ledger.Ledger;
import org.tag2mask.batch.ledger.LedgerEntry;
import org.tag2mask.batch.ledger.MadeMask;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.runtime.file.AtomicFile;

/** Brings a mask folder into the state a job starts from, and finds out what is left to do. */
final class FolderStart {
  private static final int DIFFERENCES_SHOWN = 8;

  private final MaskFolder folder;
  private final RunRecord run;

  FolderStart(MaskFolder folder, RunRecord run) {
    this.folder = folder;
    this.run = run;
  }

  /** Refuses folders of others, removes what a killed process left, opens the ledger. */
  Ledger open(JobOptions.Resume resume, List<Sample> samples) throws IOException {
    folder.removeTemporaries();
    if (Files.exists(folder.run())) {
      if (resume == JobOptions.Resume.KEEP) {
        refuseOthers();
      } else {
        clear();
      }
    } else {
      refuseStrangers();
    }
    AtomicFile.writeText(folder.run(), run.toJson());
    Map<String, Sample> byId =
        samples.stream().collect(Collectors.toMap(Sample::id, Function.identity()));
    return Ledger.resume(folder.ledger(), entry -> holds(entry, byId.get(entry.id())));
  }

  private void refuseOthers() throws IOException {
    String text = Files.readString(folder.run(), StandardCharsets.UTF_8);
    List<String> differences = run.differencesTo(text, folder.run().toString());
    if (differences.isEmpty()) {
      return;
    }
    int shown = Math.min(DIFFERENCES_SHOWN, differences.size());
    int more = differences.size() - shown;
    throw new BatchException(
        "mask folder "
            + folder.root()
            + " was made with other settings:\n  "
            + String.join("\n  ", differences.subList(0, shown))
            + (more > 0 ? "\n  and " + more + " more differences" : "")
            + "\nChoose another --out folder, or --no-resume to remove its masks and start anew");
  }

  private void refuseStrangers() throws IOException {
    List<String> strangers = folder.strangers();
    if (!strangers.isEmpty()) {
      throw new BatchException(
          "folder "
              + folder.root()
              + " holds other files ("
              + String.join(", ", strangers)
              + ") and no run.json; expected an empty or new folder, or a mask folder: choose"
              + " another --out folder");
    }
  }

  /** Removes the masks the old ledger knows; files of others in the folder are left alone. */
  private void clear() throws IOException {
    List<Path> masks = new ArrayList<>();
    if (Files.exists(folder.ledger())) {
      for (MadeMask made : Ledger.made(folder.ledger()).values()) {
        masks.add(folder.mask(made.id()));
        masks.add(folder.confidence(made.id()));
        made.files().keySet().forEach(end -> masks.add(folder.further(made.id(), end)));
      }
    }
    for (Path mask : masks) {
      Files.deleteIfExists(mask);
    }
    Files.deleteIfExists(folder.ledger());
    Files.deleteIfExists(folder.run());
  }

  /** Entries of images outside this job (another split in the same folder) stay as they are. */
  private boolean holds(LedgerEntry entry, Sample sample) {
    if (sample == null) {
      return true;
    }
    if (entry instanceof FailedImage) {
      return false; // the user may have repaired the image: try again
    }
    MadeMask made = (MadeMask) entry;
    return SourceFile.holds(made.source(), sample)
        && Sha256.matches(folder.mask(made.id()), made.sha256())
        && (run.confidence() == Confidence.MEAN_ONLY
            || made.confidenceSha256()
                .filter(hash -> Sha256.matches(folder.confidence(made.id()), hash))
                .isPresent())
        && run.files().stream().allMatch(ending -> holds(made, ending));
  }

  private boolean holds(MadeMask made, String ending) {
    String hash = made.files().get(ending);
    return hash != null && Sha256.matches(folder.further(made.id(), ending), hash);
  }
}
