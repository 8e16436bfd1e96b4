package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.sampling.ClassIndex;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.loader.BatchPlan;
import org.tag2mask.trainer.loader.DrawnPlan;
import org.tag2mask.trainer.loader.Labels;
import org.tag2mask.trainer.loss.CompletionTargets;
import org.tag2mask.trainer.loss.PixelCrossEntropy;
import org.tag2mask.trainer.loss.PixelTargets;
import org.tag2mask.trainer.validate.Validation;

/**
 * A segmenter with cross-image affinity from masks (Fan et al. 2020, Eq. 9): cross entropy over the
 * labelled cells and over the cells the network completes itself, each for the self and the cross
 * branch. All labels are on the cells of the network's map.
 *
 * @param group images that belong together
 * @param groups how they are drawn
 * @param branches what is trained
 * @param completion whose prediction completes the labels
 * @param labelled cross entropy on the labelled cells of the map, where pixels may count
 *     differently by class and confidence (ours; cells that the network completes all count alike)
 */
public record CianObjective(
    int group,
    Drawn groups,
    Branches branches,
    Completion completion,
    SegmentationObjective labelled)
    implements Objective {
  /** The name in configuration files. */
  public static final String NAME = "cian";

  private static final String CROSS_OUTPUT = "cross_logits";
  private static final Set<String> OPTIONS =
      Set.of(
          "group",
          "groups",
          "branches",
          "completion",
          ClassWeights.OPTION,
          SegmentationObjective.CONFIDENCE);

  /** How groups are drawn. */
  public enum Drawn {
    /** Any two members share a class. */
    SHARED,
    /** Whichever images come together: what sharing a class is compared with. */
    RANDOM
  }

  /** Which branches are trained. */
  public enum Branches {
    /** Both. */
    BOTH,
    /** The self branch alone, the paper's baseline. */
    SELF
  }

  /** Whose prediction completes the labels. */
  public enum Completion {
    /** The cross branch's, for both (the public code). */
    CROSS,
    /** Each branch's own (as the paper reads). */
    OWN,
    /** Labels are not completed. */
    NONE
  }

  /** Checks the numbers. */
  public CianObjective {
    if (group < 2) {
      throw new ModelException("cian: a group is at least 2 images, not " + group);
    }
    if (branches == Branches.SELF && completion == Completion.CROSS) {
      throw new ModelException(
          "cian: without the cross branch (branches=self) completion is own or none");
    }
  }

  /**
   * The objective of options {@code group} (2, as the head's), {@code groups} (shared, random),
   * {@code branches} (both, self), {@code completion} (cross, own, none), and those of {@link
   * SegmentationObjective} that say how much pixels count, {@code class_weights} and {@code
   * confidence}.
   *
   * @throws ModelException if an option is unknown or impossible
   */
  public static CianObjective of(NamedOptions options) {
    options.refuseUnknown("objective", OPTIONS);
    return new CianObjective(
        options.integer("group", 2),
        options.oneOf("groups", "shared", "shared", "random").equals("shared")
            ? Drawn.SHARED
            : Drawn.RANDOM,
        options.oneOf("branches", "both", "both", "self").equals("both")
            ? Branches.BOTH
            : Branches.SELF,
        Completion.valueOf(
            options.oneOf("completion", "cross", "cross", "own", "none").toUpperCase(Locale.ROOT)),
        SegmentationObjective.onCells(options));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("group", group);
    settings.put("groups", groups.name().toLowerCase(Locale.ROOT));
    settings.put("branches", branches.name().toLowerCase(Locale.ROOT));
    settings.put("completion", completion.name().toLowerCase(Locale.ROOT));
    settings.putAll(labelled.weightSettings());
    return settings;
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.SEGMENTER;
  }

  @Override
  public Set<String> outputs() {
    return branches == Branches.BOTH
        ? Set.of(PixelCrossEntropy.OUTPUT, CROSS_OUTPUT)
        : Set.of(PixelCrossEntropy.OUTPUT);
  }

  @Override
  public Set<String> measured() {
    return Set.of(PixelCrossEntropy.OUTPUT);
  }

  @Override
  public Labels labels() {
    return labelled.labels();
  }

  @Override
  public void check(Network network, Dataset train) {
    int own = network.spec().integer("group", 2);
    if (!network.graph().outputs().containsKey(CROSS_OUTPUT)) {
      throw new TrainingException(
          "objective 'cian' compares images of a group, but head '"
              + network.spec().head()
              + "' looks at single ones; use the head cian");
    }
    if (own != group) {
      throw new TrainingException(
          "the network compares groups of "
              + own
              + " images, the objective draws groups of "
              + group
              + "; give both the same option group");
    }
    if (train.samples().stream().allMatch(sample -> sample.tags().isEmpty())) {
      throw new TrainingException(
          "none of the "
              + train.size()
              + " images of split '"
              + train.split()
              + "' has a tag, and images are grouped by their tags");
    }
    labelled.check(network, train);
  }

  @Override
  public Objective fitted(Dataset train) {
    return new CianObjective(group, groups, branches, completion, labelled.fitted(train));
  }

  @Override
  public BatchPlan plan(Dataset train, int batch, long seed) {
    return groups == Drawn.SHARED
        ? DrawnPlan.sharedGroups(ClassIndex.of(train), group, batch, seed)
        : DrawnPlan.randomGroups(train.size(), group, batch, seed);
  }

  @Override
  public Loss loss(Pass pass) {
    Map<String, NDArray> outputs = pass.forward();
    NDArray self = outputs.get(PixelCrossEntropy.OUTPUT);
    PixelTargets seeds = labelled.targets(self, SegmentationObjective.labels(pass.batch()));
    Map<String, NDArray> terms = new LinkedHashMap<>();
    terms.put("self", PixelCrossEntropy.of(self, seeds));
    if (branches == Branches.SELF) {
      if (completion == Completion.OWN) {
        terms.put("self_completion", completed(self, self, pass));
      }
      return Loss.sum(terms);
    }
    NDArray cross = outputs.get(CROSS_OUTPUT);
    terms.put("cross", PixelCrossEntropy.of(cross, seeds));
    if (completion != Completion.NONE) {
      NDArray judge = completion == Completion.CROSS ? cross : self;
      terms.put("self_completion", completed(self, judge, pass));
      terms.put("cross_completion", completed(cross, cross, pass));
    }
    return Loss.sum(terms);
  }

  private static NDArray completed(NDArray logits, NDArray judge, Pass pass) {
    return PixelCrossEntropy.of(logits, CompletionTargets.of(judge, pass.tags()));
  }

  @Override
  public Optional<Validation> validation(Dataset images, Network network, TrainConfig config) {
    return labelled.validation(images, network, config);
  }
}
