package org.tag2mask.trainer;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
 * step at once. With several devices the parts take turns on them: the first holds the parameters,
 * the others get copies for each part.
 */
final class Update {
  private final Training training;
  private final List<Device> devices;
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
   * @param broken parameters whose gradients are not finite
   */
  record Made(double loss, Map<String, Double> terms, double norm, List<String> broken) {}

  /** Told what the network saw of each part. */
  @FunctionalInterface
  interface Observer {
    void seen(Pass.Position position, Batch part, Observation observation);
  }

  Update(
      Training training,
      List<Device> devices,
      NDManager manager,
      GraphBlock block,
      LiveParameters parameters,
      Optimizer optimizer) {
    this.training = training;
    this.devices = devices;
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
      int round = size * devices.size();
      for (int from = 0; from < batch.size(); from += round) {
        int to = Math.min(from + round, batch.size());
        // All devices get their work before anything waits for a result.
        List<Part> parts = new ArrayList<>();
        try {
          for (int first = from; first < to; first += size) {
            parts.add(part(batch, first, Math.min(first + size, to), position, own, parts.size()));
          }
          for (Part part : parts) {
            add(part.leaves, own, sums);
            double value = part.loss.total().getFloat();
            loss += part.share * value;
            part.loss
                .terms()
                .forEach(
                    (name, term) -> terms.merge(name, part.share * term.getFloat(), Double::sum));
            if (Double.isFinite(value)) {
              part.loss.seen().ifPresent(seen -> observer.seen(position, part.images, seen));
            }
          }
        } finally {
          parts.forEach(part -> part.manager.close());
        }
      }
      double norm = optimizer.step(sums, factor);
      return new Made(loss, terms, norm, Double.isFinite(norm) ? List.of() : broken(sums));
    }
  }

  private static List<String> broken(Map<String, NDArray> gradients) {
    List<String> names = new ArrayList<>();
    gradients.forEach(
        (name, gradient) -> {
          if (!Float.isFinite(gradient.abs().max().getFloat())) {
            names.add(name);
          }
        });
    return names;
  }

  /** A part of a step on its device: its images, what it cost, and leaves with gradients. */
  private record Part(
      NDManager manager, Batch images, double share, Map<String, NDArray> leaves, Loss loss) {}

  private Part part(
      Batch batch, int from, int to, Pass.Position position, NDManager own, int device) {
    Batch images = from == 0 && to == batch.size() ? batch : batch.part(from, to);
    double share = (double) images.size() / batch.size();
    NDManager pass = own.newSubManager(devices.get(device));
    try {
      Map<String, NDArray> leaves = device == 0 ? parameters.leaves(pass) : parameters.copies(pass);
      return new Part(pass, images, share, leaves, backward(pass, leaves, images, position, share));
    } catch (RuntimeException e) {
      pass.close();
      throw e;
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

  /** Adds the gradients of the leaves to the sums, which live under {@code owner}. */
  private void add(Map<String, NDArray> leaves, NDManager owner, Map<String, NDArray> sums) {
    for (String name : parameters.trained().keySet()) {
      NDArray own = leaves.get(name).getGradient();
      NDArray gradient = own.toDevice(devices.get(0), false);
      NDArray sum = sums.get(name);
      // Never in place: the engine may let the gradients of two summands share their memory.
      NDArray next = sum == null ? gradient : sum.add(gradient);
      next.attach(owner);
      sums.put(name, next);
      if (sum != null) {
        sum.close();
        gradient.close();
      }
      if (gradient != own) {
        own.close();
      }
    }
  }
}
