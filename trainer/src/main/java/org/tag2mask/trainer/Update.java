package org.tag2mask.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.trainer.attention.Observation;
import org.tag2mask.trainer.loader.Batch;
import org.tag2mask.trainer.lowering.GraphBlock;
import org.tag2mask.trainer.lowering.LiveParameters;
import org.tag2mask.trainer.objective.Loss;
import org.tag2mask.trainer.objective.Pass;
import org.tag2mask.trainer.optimize.Optimizer;

/**
 * One update of the parameters: the images of a step go through the network part by part, and the
 * gradients of the parts are added up, each weighted by its share of the images. For losses that
 * are means over images, and networks without batch statistics, that is the update of the whole
 * step at once.
 */
final class Update {
  private final Training training;
  private final NDManager manager;
  private final GraphBlock block;
  private final LiveParameters parameters;
  private final Optimizer optimizer;

  /**
   * What came of it.
   *
   * @param loss of the images, before the update
   * @param terms it is made of
   * @param norm of the gradients
   */
  record Made(double loss, Map<String, Double> terms, double norm) {}

  /** Told what the network saw of each part. */
  @FunctionalInterface
  interface Observer {
    void seen(Pass.Position position, Batch part, Observation observation);
  }

  Update(
      Training training,
      NDManager manager,
      GraphBlock block,
      LiveParameters parameters,
      Optimizer optimizer) {
    this.training = training;
    this.manager = manager;
    this.block = block;
    this.parameters = parameters;
    this.optimizer = optimizer;
  }

  /**
   * Makes the update.
   *
   * @param batch all images of the step
   * @param position of the step
   * @param factor of the schedule
   * @param observer told of parts with a finite loss
   * @return with a loss or norm that is not finite, nothing was updated
   */
  Made make(Batch batch, Pass.Position position, double factor, Observer observer) {
    double loss = 0;
    Map<String, Double> terms = new LinkedHashMap<>();
    try (NDManager own = manager.newSubManager()) {
      Map<String, NDArray> sums = new LinkedHashMap<>();
      int size = training.config().batch();
      for (int from = 0; from < batch.size(); from += size) {
        Batch part =
            size >= batch.size() ? batch : batch.part(from, Math.min(from + size, batch.size()));
        double share = (double) part.size() / batch.size();
        try (NDManager pass = own.newSubManager()) {
          Map<String, NDArray> leaves = parameters.leaves(pass);
          Loss made = backward(pass, leaves, part, position, share);
          add(leaves, own, sums);
          double value = made.total().getFloat();
          loss += share * value;
          made.terms()
              .forEach((name, term) -> terms.merge(name, share * term.getFloat(), Double::sum));
          if (Double.isFinite(value)) {
            made.seen().ifPresent(seen -> observer.seen(position, part, seen));
          }
        }
      }
      return new Made(loss, terms, optimizer.step(sums, factor));
    }
  }

  private Loss backward(
      NDManager pass,
      Map<String, NDArray> leaves,
      Batch part,
      Pass.Position position,
      double share) {
    int multiple = training.network().multiple();
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      Loss made =
          training.objective().loss(new Pass(pass, block, leaves, part, position, multiple));
      collector.backward(share == 1 ? made.total() : made.total().mul((float) share));
      return made;
    }
  }

  /** Adds the gradients of the leaves to the sums, which live under {@code own}. */
  private void add(Map<String, NDArray> leaves, NDManager own, Map<String, NDArray> sums) {
    for (String name : parameters.trained().keySet()) {
      NDArray gradient = leaves.get(name).getGradient();
      NDArray sum = sums.get(name);
      // Never in place: the engine may let the gradients of two summands share their memory.
      NDArray next = sum == null ? gradient : sum.add(gradient);
      next.attach(own);
      sums.put(name, next);
      if (sum != null) {
        sum.close();
        gradient.close();
      }
    }
  }
}
