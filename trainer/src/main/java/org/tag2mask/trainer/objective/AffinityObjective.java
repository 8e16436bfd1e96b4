package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.Set;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.trainer.loader.Labels;
import org.tag2mask.trainer.loss.AffinityLoss;
import org.tag2mask.trainer.loss.PairLoss;

/**
 * AffinityNet: which cells belong together, from label maps with unsure pixels (255). The maps are
 * reduced to the network's grid by the nearest pixel. Options: {@code radius} (5) and {@code mode},
 * {@code complete} (default) or {@code compat} as the public code.
 *
 * @param pairs which pairs it learns from
 */
record AffinityObjective(PairOptions pairs) implements Objective {
  static final String NAME = "affinity";
  private static final int RADIUS = 5;

  static AffinityObjective of(NamedOptions options) {
    options.refuseUnknown("objective", Set.of(PairOptions.RADIUS, PairOptions.MODE));
    return new AffinityObjective(PairOptions.of(options, RADIUS));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, Object> settings() {
    return pairs.toMap();
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.AFFINITY;
  }

  @Override
  public Set<String> outputs() {
    return Set.of(AffinityLoss.OUTPUT);
  }

  @Override
  public Labels labels() {
    return Labels.MASKS;
  }

  @Override
  public void check(Network network, Dataset train) {
    LabelCheck.requireForeground(train);
  }

  @Override
  public Loss loss(Pass pass) {
    NDArray feature = pass.forward().get(AffinityLoss.OUTPUT);
    PairLoss loss = AffinityLoss.of(feature, pairs.labels(pass.batch(), feature));
    return new Loss(loss.total(), loss.terms());
  }
}
