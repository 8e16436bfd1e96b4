package org.tag2mask.trainer;

import java.util.Optional;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.trainer.objective.Objective;

/**
 * Everything that decides which parameters come out of a training.
 *
 * @param config the settings
 * @param objective what is minimised
 * @param network a network of the objective's role, with as many classes as the data set has tags
 * @param initial first values of all its parameters; not used when a checkpoint is there
 * @param train images to learn from, all of them used
 * @param validation images to measure on after each epoch; same classes
 */
public record Training(
    TrainConfig config,
    Objective objective,
    Network network,
    ParameterSet initial,
    Dataset train,
    Optional<Dataset> validation) {

  /** The same training on another objective. */
  public Training withObjective(Objective other) {
    return new Training(config, other, network, initial, train, validation);
  }
}
