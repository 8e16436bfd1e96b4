package org.tag2mask.cli.option;

import com.beust.jcommander.Parameter;
import org.tag2mask.cli.UsageException;

/** What happens to results that are there already. */
public final class ResumeOptions {
  /** Go on; the default. */
  @Parameter(
      names = "--resume",
      order = 24,
      description = "go on where an earlier run of the same settings ended (the default)")
  public boolean resume;

  /** Start anew. */
  @Parameter(
      names = "--no-resume",
      order = 25,
      description = "remove the earlier results of this command and start anew")
  public boolean noResume;

  /** Refuses both at once. */
  public void check() {
    if (resume && noResume) {
      throw new UsageException("--resume and --no-resume exclude each other; give one of them");
    }
  }
}
