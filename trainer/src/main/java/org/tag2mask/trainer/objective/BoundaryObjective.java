package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.head.IrnHead;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.trainer.RunSettings;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.loader.Labels;
import org.tag2mask.trainer.loss.BoundaryLoss;
import org.tag2mask.trainer.loss.DisplacementLoss;
import org.tag2mask.trainer.loss.PairLabels;
import org.tag2mask.trainer.loss.PairLoss;
import org.tag2mask.trainer.validate.OutputMean;

/**
 * IRNet: where the boundaries of classes are, and the way to the centroid of each object, from
 * label maps with unsure pixels (255). The maps are reduced to the network's grid by the nearest
 * pixel. Before parameters are kept, the mean displacement over the training images is measured and
 * becomes the statistic that the published displacement subtracts.
 *
 * <p>Options: {@code radius} (10), {@code mode}, {@code complete} (default) or {@code compat} as
 * the public code, and {@code displacement=no} for networks with the edge branch alone.
 *
 * @param pairs which pairs it learns from
 * @param displaces whether displacements are learned
 */
record BoundaryObjective(PairOptions pairs, boolean displaces) implements Objective {
  static final String NAME = "boundary";
  private static final String DISPLACEMENT = "displacement";
  private static final int RADIUS = 10;

  static BoundaryObjective of(NamedOptions options) {
    options.refuseUnknown("objective", Set.of(PairOptions.RADIUS, PairOptions.MODE, DISPLACEMENT));
    return new BoundaryObjective(
        PairOptions.of(options, RADIUS),
        options.oneOf(DISPLACEMENT, "yes", "yes", "no").equals("yes"));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>(pairs.toMap());
    settings.put(DISPLACEMENT, displaces ? "yes" : "no");
    return settings;
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.BOUNDARY;
  }

  @Override
  public Set<String> outputs() {
    Set<String> outputs = new TreeSet<>(Set.of(BoundaryLoss.OUTPUT));
    if (displaces) {
      outputs.add(DisplacementLoss.OUTPUT);
    }
    return outputs;
  }

  @Override
  public Labels labels() {
    return Labels.MASKS;
  }

  @Override
  public void check(Network network, Dataset train) {
    boolean there = network.graph().outputs().containsKey(DisplacementLoss.OUTPUT);
    if (there != displaces) {
      throw new TrainingException(
          "objective boundary with displacement="
              + (displaces ? "yes" : "no")
              + " does not fit the network "
              + network.spec().text()
              + ", which "
              + (there ? "has" : "has no")
              + " output displacement; give both the same option displacement=yes or"
              + " displacement=no");
    }
    LabelCheck.requireForeground(train);
  }

  @Override
  public Loss loss(Pass pass) {
    Map<String, NDArray> maps = pass.forward();
    NDArray edge = maps.get(BoundaryLoss.OUTPUT);
    PairLabels labels = pairs.labels(pass.batch(), edge);
    PairLoss boundary = BoundaryLoss.of(edge, labels);
    if (!displaces) {
      return new Loss(boundary.total(), boundary.terms());
    }
    PairLoss displacement = DisplacementLoss.of(maps.get(DisplacementLoss.OUTPUT), labels);
    Map<String, NDArray> terms = new LinkedHashMap<>(boundary.terms());
    terms.putAll(displacement.terms());
    return new Loss(boundary.total().add(displacement.total()), terms);
  }

  @Override
  public void finish(Finish finish) {
    if (!displaces) {
      return;
    }
    RunSettings run = finish.config().run();
    double[] mean =
        new OutputMean(
                finish.train(),
                finish.network(),
                finish.config().batch(),
                run.workers(),
                run.onBroken())
            .of(DisplacementLoss.OUTPUT, finish.block(), finish.parameters(), finish.manager());
    NDArray statistic = finish.parameters().array(IrnHead.MEAN_SHIFT);
    // The displacement measured has the present statistic subtracted already.
    float[] shifted = statistic.toFloatArray();
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] += (float) mean[i];
    }
    statistic.set(FloatBuffer.wrap(shifted));
  }
}
