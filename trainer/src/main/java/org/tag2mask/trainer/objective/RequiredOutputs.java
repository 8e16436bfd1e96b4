package org.tag2mask.trainer.objective;

import java.util.Set;
import java.util.TreeSet;
import org.tag2mask.models.network.Network;
import org.tag2mask.trainer.TrainingException;

/** Whether a network has the outputs an objective looks at. */
final class RequiredOutputs {
  private RequiredOutputs() {}

  /**
   * Refuses a network that lacks an output.
   *
   * @param objective its outputs are needed
   * @param network the network
   * @param advice what to do, for the message
   * @throws TrainingException naming what is missing
   */
  static void check(Objective objective, Network network, String advice) {
    Set<String> missing = new TreeSet<>(objective.outputs());
    missing.removeAll(network.graph().outputs().keySet());
    if (!missing.isEmpty()) {
      throw new TrainingException(
          "objective '"
              + objective.name()
              + "' needs the outputs "
              + missing
              + ", which "
              + network.spec().text()
              + " with head "
              + network.spec().head()
              + " does not have; "
              + advice);
    }
  }
}
