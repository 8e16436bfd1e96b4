package org.tag2mask.cli.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.cli.stage.SaliencySeeds;
import org.tag2mask.models.head.Heads;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.recipe.LabelRecipe;
import org.tag2mask.runtime.recipe.SegmentRecipe;

/**
 * How a pipeline's segmenter is made and used.
 *
 * @param model the network and its training; its weight file counts for {@link Start#GIVEN} alone
 * @param start where its first values come from
 * @param masks what it learns from
 * @param labels how these labels are made, for {@link Masks#LABELS} alone
 * @param saliency what tells these labels' background instead, if there is such a thing
 * @param trueMasks share of the images that keep their true masks among made ones, 0..1
 * @param retrain how often the training images are labelled anew by the trained segmenter, and how
 *     the training goes on
 * @param recipe how the segmenter's logits become masks
 * @param relabel the same for another round of training
 * @param splits images that are segmented, and compared with the truth as far as there is any
 */
public record SegmenterConfig(
    ModelConfig model,
    Start start,
    Masks masks,
    LabelRecipe labels,
    Optional<Saliency> saliency,
    double trueMasks,
    Retraining retrain,
    SegmentRecipe recipe,
    SegmentRecipe relabel,
    List<String> splits) {

  /** What a segmenter learns from. */
  public enum Masks {
    /** The masks that this pipeline makes of tags. */
    MADE,
    /** Labels of what the classifier is sure of; 255 where it is not. */
    LABELS,
    /** The masks of the data set: full supervision, without classifier and made masks. */
    OWN;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks the head and the ranges.
   *
   * @throws Tag2MaskException when one is impossible
   */
  public SegmenterConfig {
    splits = List.copyOf(splits);
    String head = NetworkSpec.parse(model.network(), model.head(), 1).head();
    NetworkRole role = Heads.named(head).role();
    if (role != NetworkRole.SEGMENTER) {
      throw new Tag2MaskException(
          "segmenter.head is '"
              + head
              + "', which makes a "
              + role
              + "; expected one of segmenters, such as aspp, largefov, deeplab_v2 or deeplab_v3");
    }
    if (!(trueMasks >= 0 && trueMasks <= 1)) {
      throw new Tag2MaskException("segmenter.true_masks must be 0..1, found " + trueMasks);
    }
    retrain.of(model.train()); // refuses unknown settings before anything is made
    if (saliency.isPresent() && masks != Masks.LABELS) {
      throw new Tag2MaskException(
          "segmenter.saliency tells the background of labels, but segmenter.masks is '"
              + masks.word()
              + "'; expected labels");
    }
    if (splits.isEmpty()) {
      throw new Tag2MaskException("segment.splits is empty; expected at least one such as val");
    }
  }

  /** How often the segmenter is trained. */
  int rounds() {
    return retrain.rounds() + 1;
  }

  /**
   * Refuses first values that nobody makes, before anything is trained.
   *
   * @param classifier the pipeline's classifier
   * @throws Tag2MaskException naming what is missing
   */
  void require(ModelConfig classifier) {
    resolved(classifier, Path.of("best.safetensors"));
    if (masks == Masks.OWN && start == Start.CLASSIFIER) {
      throw new Tag2MaskException(
          "segmenter.weights is 'classifier', but with segmenter.masks 'own' no classifier is"
              + " trained; give segmenter.weights a file, same, or none");
    }
  }

  /** The model with its first values filled in. */
  ModelConfig resolved(ModelConfig classifier, Path trained) {
    return start.resolve(model, classifier, trained, SegmenterYaml.KEY);
  }

  /**
   * The same on another trunk, where its first values come from the classifier's trunk; options of
   * the head stay.
   *
   * @param network text of a network, such as {@code mobilenet_v2[output_stride=16]}
   * @return a new configuration, or this one when it has first values of its own
   */
  public SegmenterConfig onTrunkOf(String network) {
    return start == Start.GIVEN ? this : withModel(model.onTrunkOf(network));
  }

  /** The same with another network or training. */
  public SegmenterConfig withModel(ModelConfig newModel) {
    return new SegmenterConfig(
        newModel, start, masks, labels, saliency, trueMasks, retrain, recipe, relabel, splits);
  }

  /** The same for other images. */
  public SegmenterConfig withSplits(List<String> newSplits) {
    return new SegmenterConfig(
        model, start, masks, labels, saliency, trueMasks, retrain, recipe, relabel, newSplits);
  }

  /** The same from labels whose background saliency maps tell, with the paper's thresholds. */
  public SegmenterConfig withSaliency(Path folder) {
    SaliencySeeds seeds = saliency.map(Saliency::seeds).orElse(SaliencySeeds.CIAN);
    return new SegmenterConfig(
        model,
        start,
        Masks.LABELS,
        labels,
        Optional.of(new Saliency(folder, seeds)),
        trueMasks,
        retrain,
        recipe,
        relabel,
        splits);
  }

  /** The section {@code segmenter}, in the order and form of the YAML file. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>(model.toMap());
    if (start != Start.GIVEN) {
      map.put("weights", start.word());
    }
    map.put("masks", masks.word());
    map.put("labels", Json.parse(labels.toJson(), "labels"));
    map.put(Saliency.KEY, saliency.<Object>map(Saliency::toMap).orElse(PipelineYaml.NONE));
    map.put("true_masks", trueMasks);
    map.put(Retraining.KEY, retrain.toYaml());
    return map;
  }

  /** The section {@code segment}. */
  Map<String, Object> segmentMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("recipe", Json.parse(recipe.toJson(), "recipe"));
    map.put("relabel", Json.parse(relabel.toJson(), "relabel"));
    map.put("splits", new ArrayList<>(splits));
    return map;
  }
}
