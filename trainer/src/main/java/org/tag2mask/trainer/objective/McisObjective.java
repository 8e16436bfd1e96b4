package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.runtime.recipe.SelfPair;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.attention.Accumulation;
import org.tag2mask.trainer.attention.Observation;
import org.tag2mask.trainer.loader.BatchPlan;
import org.tag2mask.trainer.loss.McisLoss;
import org.tag2mask.trainer.loss.McisLoss.Scores;
import org.tag2mask.trainer.loss.MultiLabelSoftMargin;
import org.tag2mask.trainer.loss.SeamLoss;
import org.tag2mask.trainer.loss.TagLoss;
import org.tag2mask.trainer.lowering.ResizeMatrix;
import org.tag2mask.trainer.objective.McisOptions.EmptyTargets;
import org.tag2mask.trainer.validate.TagValidation;
import org.tag2mask.trainer.validate.Validation;

/**
 * A co-attention classifier from image pairs (Sun et al. 2020) with the losses of {@link McisLoss}
 * and, where asked for, those of {@link SeamLoss} on the maps of the single images. A batch holds
 * pairs of neighbours, an image and its partner.
 */
public final class McisObjective implements Objective {
  /** The name in configuration files. */
  public static final String NAME = "mcis";

  private static final String CAM = "cam";
  private static final Set<String> VIEWS =
      Set.of("map", "partner_map", "refined", "partner_refined");

  private final McisOptions options;
  private final TagLoss loss;

  private McisObjective(McisOptions options, TagLoss loss) {
    this.options = options;
    this.loss = loss;
  }

  /**
   * The objective of the options of {@link McisOptions}.
   *
   * @throws org.tag2mask.models.ModelException if an option is unknown or impossible
   */
  public static McisObjective of(NamedOptions named) {
    McisOptions options = McisOptions.of(named);
    return new McisObjective(options, options.loss().beforeData());
  }

  @Override
  public Objective fitted(Dataset train) {
    return new McisObjective(options, options.loss().on(train));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, Object> settings() {
    return options.toMap();
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.CLASSIFIER;
  }

  @Override
  public Set<String> outputs() {
    Set<String> outputs = new TreeSet<>(Scores.OUTPUTS);
    if (options.seam().isPresent()) {
      outputs.addAll(VIEWS);
    }
    if (options.accumulation().isPresent()) {
      outputs.add(CAM);
    }
    return outputs;
  }

  @Override
  public Optional<Accumulation> accumulation() {
    return options.accumulation();
  }

  @Override
  public Set<String> measured() {
    return Set.of(MultiLabelSoftMargin.OUTPUT);
  }

  @Override
  public void check(Network network, Dataset train) {
    Set<String> there = network.graph().outputs().keySet();
    if (!there.containsAll(Scores.OUTPUTS)) {
      throw new TrainingException(
          "objective 'mcis' learns from pairs of images, but head '"
              + network.spec().head()
              + "' looks at single ones; use the head mcis");
    }
    RequiredOutputs.check(this, network, "give the network the option seam=yes too");
    if (train.samples().stream().allMatch(sample -> sample.tags().isEmpty())) {
      throw new TrainingException(
          "none of the " + train.size() + " images of split '" + train.split() + "' has a tag");
    }
  }

  @Override
  public BatchPlan plan(Dataset train, int batch, long seed) {
    return options.pairs().plan(train, batch, seed);
  }

  @Override
  public Loss loss(Pass pass) {
    McisLoss both = new McisLoss(loss, options.form());
    NDArray images = Groups.member(pass.images(), 2, 0);
    NDArray partners = Groups.member(pass.images(), 2, 1);
    NDArray tags = Groups.member(pass.tags(), 2, 0);
    NDArray partnerTags = Groups.member(pass.tags(), 2, 1);
    Map<String, NDArray> outputs = pass.forward(images, partners);
    Map<String, NDArray> terms = both.pair(Scores.of(outputs), tags, partnerTags);
    if (!contrasts(pass)) {
      terms.remove(McisLoss.CONTRAST);
    }
    for (SelfPair self : options.selfPairs()) {
      NDArray copy = copy(self, images, pass.stride());
      terms.put("self_" + self.word(), both.self(Scores.of(pass.forward(images, copy)), tags));
    }
    options
        .seam()
        .ifPresent(
            views -> {
              NDArray small = views.smaller(images, pass.stride());
              NDArray smallPartners = views.smaller(partners, pass.stride());
              terms.putAll(
                  SeamLoss.terms(
                      view(views, outputs, images),
                      view(views, pass.forward(small, smallPartners), small),
                      tags.concat(partnerTags, 0)));
            });
    Loss made = Loss.sum(terms);
    return options.accumulation().isPresent()
        ? made.seeing(
            new Observation(2, outputs.get(CAM), outputs.get(MultiLabelSoftMargin.OUTPUT)))
        : made;
  }

  /** The maps of all images, those of the partners after the others. */
  private static SeamLoss.View view(
      Equivariance views, Map<String, NDArray> outputs, NDArray images) {
    return views.view(
        outputs.get("map").concat(outputs.get("partner_map"), 0),
        outputs.get("refined").concat(outputs.get("partner_refined"), 0),
        images);
  }

  /** Whether a step's loss has the contrast term. */
  private boolean contrasts(Pass pass) {
    if (pass.position().epoch() < options.contrastFrom()) {
      return false;
    }
    return options.empty() == EmptyTargets.TRAIN
        || anyDiffers(pass.batch().tagRows(), pass.batch().size());
  }

  /** Whether any image of a pair has a tag that the other lacks. */
  private static boolean anyDiffers(float[] rows, int images) {
    int classes = rows.length / images;
    for (int pair = 0; pair < images / 2; pair++) {
      for (int c = 0; c < classes; c++) {
        if (rows[2 * pair * classes + c] != rows[(2 * pair + 1) * classes + c]) {
          return true;
        }
      }
    }
    return false;
  }

  private static NDArray copy(SelfPair self, NDArray images, int stride) {
    if (self instanceof SelfPair.Scaled scaled) {
      return ResizeMatrix.bilinear(
          images,
          side(images.getShape().get(2), scaled.factor(), stride),
          side(images.getShape().get(3), scaled.factor(), stride));
    }
    return images.flip(3);
  }

  /** The nearest multiple of the stride to the scaled side. */
  private static int side(long pixels, double factor, int stride) {
    return (int) Math.max(1, Math.rint(pixels * factor / stride)) * stride;
  }

  @Override
  public Optional<Validation> validation(Dataset images, Network network, TrainConfig config) {
    return Optional.of(
        new TagValidation(
            images, network, config.batch(), config.run().workers(), config.run().onBroken()));
  }
}
