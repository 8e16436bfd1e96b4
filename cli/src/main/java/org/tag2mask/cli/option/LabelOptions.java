package org.tag2mask.cli.option;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tag2mask.cli.UsageException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.contract.ScalesInside;
import org.tag2mask.runtime.recipe.LabelRecipe;
import org.tag2mask.runtime.recipe.LabelRule;
import org.tag2mask.runtime.recipe.LabelRule.AlphaPair;
import org.tag2mask.runtime.recipe.LabelRule.OtsuPair;
import org.tag2mask.runtime.recipe.LabelRule.ThresholdPair;
import org.tag2mask.runtime.recipe.Refinement.Crf;
import org.tag2mask.runtime.recipe.Refinement.UnaryKind;

/** How maps become labels: a style or file, and changes to it. */
public final class LabelOptions {
  /** A style. */
  @Parameter(
      names = "--style",
      order = 10,
      placeholder = "NAME",
      description =
          "rule named after a paper: irn (default), psa, seam, semformer; or otsu, whose thresholds"
              + " lie around one that each image's maps give")
  public String style;

  /** A recipe file. */
  @Parameter(
      names = "--recipe",
      order = 11,
      placeholder = "FILE",
      description = "label recipe as a JSON file, such as the recipe in a run.json")
  public Path recipe;

  /** Threshold of sure foreground. */
  @Parameter(
      names = "--foreground",
      order = 12,
      placeholder = "T",
      description =
          "irn: threshold above which a map is surely its class (0.30); otsu: how far it lies above"
              + " Otsu's threshold (0.1)")
  public Double foreground;

  /** Threshold of sure background. */
  @Parameter(
      names = "--background",
      order = 13,
      placeholder = "T",
      description =
          "irn: threshold below which all maps are surely background (0.05); otsu: how far it lies"
              + " below Otsu's threshold (0.1)")
  public Double background;

  /** Power of the strong background. */
  @Parameter(
      names = "--low-alpha",
      order = 14,
      placeholder = "A",
      description = "psa: what beats the background (1 - max)^A is surely its class (4)")
  public Double lowAlpha;

  /** Power of the weak background. */
  @Parameter(
      names = "--high-alpha",
      order = 15,
      placeholder = "A",
      description = "psa: what the background (1 - max)^A beats is surely background (32)")
  public Double highAlpha;

  /** Side of the window of means. */
  @Parameter(
      names = "--window",
      order = 16,
      placeholder = "N",
      description = "psa: scores are averaged over N x N pixels; 1 for none (8)")
  public Integer window;

  /** The CRF. */
  @Parameter(
      names = "--crf",
      order = 17,
      placeholder = "NAME",
      description = "dense CRF settings named after a paper, or none for no CRF")
  public String crf;

  @ParametersDelegate private final MapOptions maps = new MapOptions();

  /**
   * The recipe to use.
   *
   * @param inside the scales a model runs by itself; taken over unless scales are asked for
   * @return style or file, with the changes asked for
   */
  public LabelRecipe resolve(ScalesInside inside) {
    LabelRecipe base = base();
    LabelRecipe changed = base.withRule(rule(base.rule()));
    if (recipe == null && maps.none()) {
      changed = changed.withCams(changed.cams().withScalesOf(inside));
    }
    changed = changed.withCams(maps.changed(changed.cams()));
    if (crf != null) {
      UnaryKind unary = changed.rule() instanceof AlphaPair ? UnaryKind.SCORES : UnaryKind.LABELS;
      changed =
          changed.withCrf(crf.equals("none") ? Optional.empty() : Optional.of(Crf.of(crf, unary)));
    }
    return changed.equals(base) ? base : changed.withName(base.name() + "*");
  }

  private LabelRecipe base() {
    if (recipe != null) {
      try {
        return LabelRecipe.fromJson(Files.readString(recipe), recipe.toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return style != null ? LabelRecipe.named(style) : LabelRecipe.irn();
  }

  private LabelRule rule(LabelRule base) {
    if (base instanceof AlphaPair pair) {
      refuse("alphas", "--foreground", foreground, "--background", background);
      return new AlphaPair(
          lowAlpha == null ? pair.lowAlpha() : lowAlpha,
          highAlpha == null ? pair.highAlpha() : highAlpha,
          window == null ? pair.window() : window);
    }
    refuse("thresholds", "--low-alpha", lowAlpha, "--high-alpha", highAlpha, "--window", window);
    if (base instanceof OtsuPair pair) {
      return new OtsuPair(
          foreground == null ? pair.above() : foreground,
          background == null ? pair.below() : background);
    }
    ThresholdPair pair = (ThresholdPair) base;
    return new ThresholdPair(
        foreground == null ? pair.foreground() : foreground,
        background == null ? pair.background() : background);
  }

  private static void refuse(String kind, Object... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1] != null) {
        throw new UsageException(
            namesAndValues[i] + " has no meaning for a style of two " + kind + "; see --style");
      }
    }
  }

  /** Refuses values that make no sense, before any work. */
  public void check() {
    if (style != null && recipe != null) {
      throw new UsageException("--style and --recipe exclude each other; give one of them");
    }
    try {
      if (recipe == null) {
        resolve(ScalesInside.PLAIN);
      }
    } catch (Tag2MaskException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
