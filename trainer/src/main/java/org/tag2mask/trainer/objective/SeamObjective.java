package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.loss.MultiLabelSoftMargin;
import org.tag2mask.trainer.loss.SeamLoss;
import org.tag2mask.trainer.loss.SeamLoss.View;
import org.tag2mask.trainer.loss.TagLoss;
import org.tag2mask.trainer.loss.TagLossKind;
import org.tag2mask.trainer.validate.TagValidation;
import org.tag2mask.trainer.validate.Validation;

/**
 * SEAM (Wang et al. 2020): the loss of tags on an image and on a smaller copy, half each, and the
 * terms of {@link SeamLoss}, all of weight 1. Options: {@code scale} of the copy (0.3), {@code
 * grid} (pixels, cells) on which maps are compared, {@code loss} as for {@code tags}.
 */
public final class SeamObjective implements Objective {
  /** The name in configuration files. */
  public static final String NAME = "seam";

  static final String MAP = "map";
  static final String REFINED = "refined";

  private final Equivariance views;
  private final TagLossKind kind;
  private final TagLoss loss;

  private SeamObjective(Equivariance views, TagLossKind kind, TagLoss loss) {
    this.views = views;
    this.kind = kind;
    this.loss = loss;
  }

  /**
   * The objective with its options.
   *
   * @throws org.tag2mask.models.ModelException if an option is unknown or impossible
   */
  public static SeamObjective of(NamedOptions options) {
    options.refuseUnknown("objective", Set.of(Equivariance.SCALE, Equivariance.GRID, "loss"));
    TagLossKind kind =
        TagLossKind.of(options.oneOf("loss", TagLossKind.SOFT_MARGIN.word(), TagLossKind.words()));
    return new SeamObjective(
        Equivariance.of(options, Equivariance.SCALE, Equivariance.Grid.PIXELS),
        kind,
        kind.beforeData());
  }

  @Override
  public Objective fitted(Dataset train) {
    return new SeamObjective(views, kind, kind.on(train));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>(views.toMap());
    settings.put("loss", kind.word());
    return settings;
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.CLASSIFIER;
  }

  @Override
  public Set<String> outputs() {
    return Set.of(MAP, REFINED);
  }

  @Override
  public Set<String> measured() {
    return Set.of(MultiLabelSoftMargin.OUTPUT);
  }

  @Override
  public void check(Network network, Dataset train) {
    RequiredOutputs.check(this, network, "take the head seam");
  }

  @Override
  public Loss loss(Pass pass) {
    NDArray images = pass.images();
    NDArray tags = pass.tags();
    View whole = view(pass, images);
    View small = view(pass, views.smaller(images, pass.stride()));
    Map<String, NDArray> terms = new LinkedHashMap<>();
    terms.put("tags", tags(whole, tags).add(tags(small, tags)).mul(0.5f));
    terms.putAll(SeamLoss.terms(whole, small, tags));
    return Loss.sum(terms);
  }

  private View view(Pass pass, NDArray images) {
    Map<String, NDArray> outputs = pass.forward(images);
    return views.view(outputs.get(MAP), outputs.get(REFINED), images);
  }

  /** The score is the average of the map where it is compared, as in the public code. */
  private NDArray tags(View view, NDArray tags) {
    NDArray maps = view.maps();
    NDArray flat = maps.reshape(maps.getShape().get(0), maps.getShape().get(1), -1);
    return loss.of(flat.mean(new int[] {2}), tags);
  }

  @Override
  public Optional<Validation> validation(Dataset images, Network network, TrainConfig config) {
    return Optional.of(new TagValidation(images, network, config));
  }
}
