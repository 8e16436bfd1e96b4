package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Files of the models that random walks follow.
 *
 * @param affinity affinity model, for walks of kind psa
 * @param boundary boundary model, for walks of kind irn
 */
public record WalkModelFiles(Optional<Path> affinity, Optional<Path> boundary) {
  /** No models, for recipes without a walk. */
  public static final WalkModelFiles NONE = new WalkModelFiles(Optional.empty(), Optional.empty());
}
