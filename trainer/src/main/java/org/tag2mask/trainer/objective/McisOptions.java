package org.tag2mask.trainer.objective;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.recipe.SelfPair;
import org.tag2mask.trainer.attention.Accumulation;
import org.tag2mask.trainer.loss.McisLoss.Form;
import org.tag2mask.trainer.loss.TagLossKind;

/**
 * The settings of {@link McisObjective}.
 *
 * @param form how the two images of a pair become one term
 * @param contrastFrom the first epoch, from 0, whose loss has the contrast term
 * @param empty what happens when no image of a step has a tag its partner lacks
 * @param selfPairs changed copies that each image is paired with too; for each of them an image
 *     goes through the network twice more
 * @param pairs how pairs are drawn
 * @param loss the loss of tags
 * @param accumulation how maps of the images are gathered, if they are
 * @param seam the smaller view of each image for the regularisation by SEAM, if any
 */
record McisOptions(
    Form form,
    int contrastFrom,
    EmptyTargets empty,
    List<SelfPair> selfPairs,
    PairSampling pairs,
    TagLossKind loss,
    Optional<Accumulation> accumulation,
    Optional<Equivariance> seam) {

  private static final Set<String> KEYS =
      Set.of("form", "contrast_from", "empty", "self", "pairs", "loss", "seam", Equivariance.GRID);
  private static final String NONE = "none";
  private static final String SEPARATOR = "-";

  /** What happens when no image of a step has a tag that its partner lacks. */
  public enum EmptyTargets {
    /** The contrast term is trained towards no class at all. */
    TRAIN,
    /** The step has no contrast term, as in the public code. */
    SKIP
  }

  /** Copies the list. */
  public McisOptions {
    selfPairs = List.copyOf(selfPairs);
    if (contrastFrom < 0) {
      throw new ModelException("mcis: contrast_from must be 0 or more, not " + contrastFrom);
    }
  }

  /**
   * From the text form: {@code form} (paper, code), {@code contrast_from} (an epoch, from 0),
   * {@code empty} (train, skip), {@code self} (none, or copies such as flip-0.75-2), {@code pairs}
   * (shared, balanced, random), {@code loss} (soft_margin, split, weighted), {@code seam} (none, or
   * the scale of the smaller view), {@code grid} (cells, pixels) on which it is compared, and the
   * options of {@link Accumulation}.
   *
   * @throws ModelException if an option is unknown or impossible
   */
  static McisOptions of(NamedOptions options) {
    Set<String> known = new TreeSet<>(KEYS);
    known.addAll(Accumulation.OPTIONS);
    options.refuseUnknown("objective", known);
    return new McisOptions(
        options.oneOf("form", "paper", "paper", "code").equals("paper") ? Form.PAPER : Form.CODE,
        options.integer("contrast_from", 0),
        options.oneOf("empty", "train", "train", "skip").equals("train")
            ? EmptyTargets.TRAIN
            : EmptyTargets.SKIP,
        selfPairs(options.options().getOrDefault("self", NONE)),
        PairSampling.of(options.oneOf("pairs", PairSampling.SHARED.word(), PairSampling.words())),
        TagLossKind.of(options.oneOf("loss", TagLossKind.SOFT_MARGIN.word(), TagLossKind.words())),
        Accumulation.of(options),
        seam(options));
  }

  private static Optional<Equivariance> seam(NamedOptions options) {
    if (options.options().getOrDefault("seam", NONE).equals(NONE)) {
      return Optional.empty();
    }
    // With 200 classes, maps at the size of the pixels would not fit into memory.
    return Optional.of(Equivariance.of(options, "seam", Equivariance.Grid.CELLS));
  }

  private static List<SelfPair> selfPairs(String text) {
    if (text.equals(NONE)) {
      return List.of();
    }
    try {
      return Arrays.stream(text.split(SEPARATOR, -1)).map(SelfPair::parse).toList();
    } catch (RecipeException e) {
      throw new ModelException("mcis: self is '" + text + "': " + e.getMessage(), e);
    }
  }

  /** The settings in a fixed order, ready to become YAML. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("form", form.name().toLowerCase(Locale.ROOT));
    map.put("contrast_from", contrastFrom);
    map.put("empty", empty.name().toLowerCase(Locale.ROOT));
    map.put("self", selfPairs.stream().map(SelfPair::word).toList());
    map.put("pairs", pairs.word());
    map.put("loss", loss.word());
    accumulation.ifPresent(a -> a.into(map));
    seam.ifPresent(
        views -> {
          map.put("seam", views.scale());
          map.put(Equivariance.GRID, views.grid().word());
        });
    return map;
  }
}
