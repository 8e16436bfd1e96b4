package org.tag2mask.trainer.objective;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.attention.Accumulation;
import org.tag2mask.trainer.loader.BatchPlan;
import org.tag2mask.trainer.loader.Labels;
import org.tag2mask.trainer.loader.ShuffledPlan;
import org.tag2mask.trainer.validate.Validation;

/**
 * What a training minimises, and on what. An objective holds no state of a training: the loss of a
 * step is a function of parameters, batch and step, which is what makes resumption exact. What a
 * method learns beside the network's weights (codebooks, centroids) is a parameter of the graph.
 */
public interface Objective {

  /** Its name in configuration files, such as {@code tags}. */
  String name();

  /** Its settings in a fixed order, ready to become YAML; two equal objectives give equal maps. */
  default Map<String, Object> settings() {
    return Map.of();
  }

  /** The role of the networks it trains. */
  NetworkRole role();

  /** Names of the graph outputs that the loss and the validation need. */
  Set<String> outputs();

  /**
   * Names of the graph outputs that the validation needs: without those of branches that only the
   * loss looks at, which may need batches of a certain form.
   */
  default Set<String> measured() {
    return outputs();
  }

  /** What is read beside pixels and tags. */
  default Labels labels() {
    return Labels.NONE;
  }

  /**
   * Refuses data or networks it cannot work with, before the first step.
   *
   * @param network has the right role and number of classes
   * @param train has at least one image
   * @throws TrainingException saying what was found, expected and what to do
   */
  default void check(Network network, Dataset train) {}

  /**
   * Refuses settings it cannot work with, before the first step.
   *
   * @param config all settings of the training
   * @throws TrainingException saying what was found, expected and what to do
   */
  default void check(TrainConfig config) {
    accumulation().ifPresent(accumulation -> accumulation.check(config));
  }

  /**
   * How the maps of the training images are gathered in the run folder; each {@link Loss} then
   * tells what was seen.
   */
  default Optional<Accumulation> accumulation() {
    return Optional.empty();
  }

  /**
   * The same objective with what it takes from the training images as a whole, such as how rare
   * their classes are. Asked once, after {@link #check}.
   *
   * @param train the images
   */
  default Objective fitted(Dataset train) {
    return this;
  }

  /**
   * Which images make a step.
   *
   * @param train the images
   * @param batch images a step as configured
   * @param seed of the run
   */
  default BatchPlan plan(Dataset train, int batch, long seed) {
    return new ShuffledPlan(train.size(), batch, seed);
  }

  /**
   * The loss of a step.
   *
   * @param pass the batch and the means to run the network on it; its manager owns the result
   */
  Loss loss(Pass pass);

  /**
   * How the network is measured after an epoch.
   *
   * @param images the validation images
   * @param network the network in training
   * @param config batch size and loading threads
   * @return empty if this objective has no measure
   */
  default Optional<Validation> validation(Dataset images, Network network, TrainConfig config) {
    return Optional.empty();
  }

  /**
   * What is computed before parameters are kept as a result, such as a statistic of the network
   * over the training images that its exported form needs.
   *
   * @param finish the network so far; its parameters may be changed
   */
  default void finish(Finish finish) {}
}
