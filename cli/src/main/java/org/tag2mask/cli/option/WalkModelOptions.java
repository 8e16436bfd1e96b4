package org.tag2mask.cli.option;

import com.beust.jcommander.Parameter;
import java.nio.file.Path;
import java.util.Optional;
import org.tag2mask.cli.stage.WalkModelFiles;

/** The models that random walks follow. */
public final class WalkModelOptions {
  /** The affinity model. */
  @Parameter(
      names = "--affinity",
      order = 5,
      placeholder = "FILE",
      description = "affinity model as ONNX, for recipes that walk along it such as psa-walk")
  public Path affinity;

  /** The boundary model. */
  @Parameter(
      names = "--boundary",
      order = 6,
      placeholder = "FILE",
      description = "boundary model as ONNX, for recipes that walk along it such as irn-walk")
  public Path boundary;

  /**
   * The files.
   *
   * @return as given
   */
  public WalkModelFiles files() {
    return new WalkModelFiles(Optional.ofNullable(affinity), Optional.ofNullable(boundary));
  }
}
