package org.tag2mask.cli.option;

import com.beust.jcommander.Parameter;
import java.nio.file.Path;
import java.util.Optional;
import org.tag2mask.cli.UsageException;
import org.tag2mask.cli.stage.TrainingMasks;

/** Which masks a training learns from. */
public final class TrainMaskOptions {
  /** Made masks. */
  @Parameter(
      names = "--masks",
      order = 9,
      placeholder = "DIR",
      description =
          "learn from the masks in this folder, as masks, labels or segment made them, instead of"
              + " the data set's own; images without one are left out")
  public Path folder;

  /** True masks among them. */
  @Parameter(
      names = "--true-masks",
      order = 9,
      placeholder = "SHARE",
      description =
          "with --masks: this share of the images (0.05) keeps its true masks, chosen by the seed")
  public Double trueShare;

  /** Refuses values that make no sense. */
  public void check() {
    if (trueShare != null && folder == null) {
      throw new UsageException(
          "--true-masks keeps some true masks among made ones and needs --masks DIR");
    }
    if (trueShare != null && !(trueShare > 0 && trueShare <= 1)) {
      throw new UsageException(
          "--true-masks is " + trueShare + ", expected a share above 0 and up to 1, such as 0.05");
    }
  }

  /**
   * The choice.
   *
   * @param seed of the run, which chooses the images with true masks too
   * @return made masks, or the data set's own without a folder
   */
  public TrainingMasks choice(long seed) {
    return folder == null
        ? TrainingMasks.ownMasks()
        : new TrainingMasks(Optional.of(folder), trueShare == null ? 0 : trueShare, seed);
  }
}
