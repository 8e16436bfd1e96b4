package org.tag2mask.cli.option;

import com.beust.jcommander.Parameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.tag2mask.cli.UsageException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.recipe.ClassFilter;
import org.tag2mask.runtime.recipe.IgnoreRule;
import org.tag2mask.runtime.recipe.LogitMerge.Flip;
import org.tag2mask.runtime.recipe.Refinement.Crf;
import org.tag2mask.runtime.recipe.ScoreMerge;
import org.tag2mask.runtime.recipe.SegmentRecipe;
import org.tag2mask.runtime.recipe.Tiles;
import org.tag2mask.runtime.recipe.Window;

/** How a segmenter's logits become masks: a preset or file, and changes to it. */
public final class SegmentOptions {
  /** A preset. */
  @Parameter(
      names = "--preset",
      order = 10,
      placeholder = "NAME",
      description =
          "recipe named after a paper, one of the presets below; without it the model's own recipe,"
              + " else plain")
  public String preset;

  /** A recipe file. */
  @Parameter(
      names = "--recipe",
      order = 11,
      placeholder = "FILE",
      description = "recipe as a JSON file, such as the recipe in a run.json of segment")
  public Path recipe;

  /** The scales. */
  @Parameter(
      names = "--scales",
      order = 12,
      placeholder = "LIST",
      description = "scales the image is run at, such as 0.75,1,1.25")
  public List<Double> scales = new ArrayList<>();

  /** What the scales are factors of. */
  @Parameter(
      names = "--long-side",
      order = 12,
      placeholder = "N",
      description =
          "scales are of the image brought to N pixels along its longer side, such as the size the"
              + " segmenter learned from, not of the image as it is")
  public Integer longSide;

  /** The mirror image. */
  @Parameter(
      names = "--flip",
      order = 13,
      placeholder = "RULE",
      description = "none, or mirror to run the mirror image too")
  public String flip;

  /** The merge. */
  @Parameter(
      names = "--merge",
      order = 14,
      placeholder = "RULE",
      description =
          "how scales and flip become one: mean_logits, mean_softmax, max_logits, max_softmax or"
              + " mean_and_max_logits")
  public String merge;

  /** The CRF. */
  @Parameter(
      names = "--crf",
      order = 15,
      placeholder = "NAME",
      description = "dense CRF settings named after a paper, or none for no CRF")
  public String crf;

  /** Only the tags. */
  @Parameter(
      names = "--given-tags",
      order = 16,
      description = "masks show no other classes than the tags of their image")
  public boolean givenTags;

  /** Unsure pixels. */
  @Parameter(
      names = "--ignore-below",
      order = 17,
      placeholder = "C",
      description = "pixels of lower confidence get 255")
  public Double ignoreBelow;

  /** What is run at once at each scale. */
  @Parameter(
      names = "--window",
      order = 18,
      placeholder = "HxW",
      description =
          "run each scale in overlapping windows of this size and average their logits, such as the"
              + " crops the segmenter learned from; none for the whole image")
  public String window;

  /** Tiles. */
  @Parameter(
      names = "--tiles",
      order = 19,
      placeholder = "W,O",
      description =
          "images longer than W pixels are segmented in windows of W that share O (1024,256)")
  public List<Integer> tiles = new ArrayList<>();

  /**
   * What each preset does.
   *
   * @return a line by name
   */
  public static Map<String, String> presets() {
    Map<String, String> presets = new LinkedHashMap<>();
    SegmentRecipe.names().forEach(name -> presets.put(name, words(SegmentRecipe.named(name))));
    return presets;
  }

  private static String words(SegmentRecipe recipe) {
    List<Double> scales = recipe.merge().scales();
    List<String> parts = new ArrayList<>();
    parts.add(
        scales.size() == 1
            ? "one scale"
            : "scales " + String.join(", ", scales.stream().map(String::valueOf).toList()));
    recipe.merge().longSide().ifPresent(n -> parts.add("of images of " + n + " pixels"));
    if (recipe.merge().flip() == Flip.MIRROR) {
      parts.add("mirror image");
    }
    if (scales.size() > 1 || recipe.merge().flip() == Flip.MIRROR) {
      parts.add(recipe.merge().rule().name().toLowerCase(Locale.ROOT));
    }
    recipe.merge().window().ifPresent(w -> parts.add("windows of " + w.height() + "x" + w.width()));
    parts.add(
        recipe.crf().map(c -> "CRF, iterations " + c.settings().iterations()).orElse("no CRF"));
    if (recipe.classes() == ClassFilter.GIVEN) {
      parts.add("no class beyond the image's tags");
    }
    return String.join("; ", parts);
  }

  /**
   * The recipe to use.
   *
   * @param ofModel the recipe in the model file
   * @return preset, file, or the model's own, with the changes asked for
   */
  public SegmentRecipe resolve(Optional<SegmentRecipe> ofModel) {
    SegmentRecipe base = base(ofModel);
    SegmentRecipe changed = base;
    if (crf != null && crf.equals("none")) {
      // Before the merge changes: a CRF on logits allows none of the softmax rules.
      changed = changed.withCrf(Optional.empty());
    }
    if (!scales.isEmpty()) {
      changed = changed.withMerge(changed.merge().withScales(scales));
    }
    if (longSide != null) {
      changed = changed.withMerge(changed.merge().withLongSide(OptionalInt.of(longSide)));
    }
    if (flip != null) {
      changed = changed.withMerge(changed.merge().withFlip(word("--flip", flip, Flip.values())));
    }
    if (merge != null) {
      changed =
          changed.withMerge(changed.merge().withRule(word("--merge", merge, ScoreMerge.values())));
    }
    if (window != null) {
      changed = changed.withMerge(changed.merge().withWindow(window()));
    }
    if (crf != null && !crf.equals("none")) {
      changed = changed.withCrf(Optional.of(Crf.forSegmenter(crf)));
    }
    if (givenTags) {
      changed = changed.withClasses(ClassFilter.GIVEN);
    }
    if (ignoreBelow != null) {
      changed = changed.withIgnore(new IgnoreRule.BelowConfidence(ignoreBelow));
    }
    if (!tiles.isEmpty()) {
      changed = changed.withTiles(tiles());
    }
    return changed.equals(base) ? base : changed.withName(base.name() + "*");
  }

  private SegmentRecipe base(Optional<SegmentRecipe> ofModel) {
    if (recipe != null) {
      try {
        return SegmentRecipe.fromJson(Files.readString(recipe), recipe.toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return preset != null ? SegmentRecipe.named(preset) : ofModel.orElseGet(SegmentRecipe::plain);
  }

  private Optional<Window> window() {
    if (window.equals("none")) {
      return Optional.empty();
    }
    if (!window.matches("[0-9]{1,5}x[0-9]{1,5}")) {
      throw new UsageException("--window is '" + window + "', expected HEIGHTxWIDTH or none");
    }
    String[] sides = window.split("x");
    return Optional.of(new Window(Integer.parseInt(sides[0]), Integer.parseInt(sides[1])));
  }

  private Tiles tiles() {
    if (tiles.size() > 2) {
      throw new UsageException("--tiles is " + tiles + ", expected WINDOW or WINDOW,OVERLAP");
    }
    int window = tiles.get(0);
    return new Tiles(window, tiles.size() == 2 ? tiles.get(1) : window / 4);
  }

  private static <E extends Enum<E>> E word(String option, String given, E[] values) {
    return Arrays.stream(values)
        .filter(value -> value.name().equalsIgnoreCase(given.replace('-', '_')))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    option
                        + " is '"
                        + given
                        + "', expected one of "
                        + String.join(
                            ", ",
                            Arrays.stream(values)
                                .map(value -> value.name().toLowerCase(Locale.ROOT))
                                .toList())));
  }

  /** Refuses values that make no sense, before any work. */
  public void check() {
    if (preset != null && recipe != null) {
      throw new UsageException("--preset and --recipe exclude each other; give one of them");
    }
    try {
      if (recipe == null) {
        resolve(Optional.empty());
      }
    } catch (Tag2MaskException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
