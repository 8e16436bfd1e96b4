package org.tag2mask.cli.option;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tag2mask.cli.UsageException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.PairMaps;
import org.tag2mask.runtime.recipe.Refinement;
import org.tag2mask.runtime.recipe.TagSource;

/** The recipe to begin with, its maps, tags and CRF: what one mask and a sweep have in common. */
public final class RecipeBaseOptions {
  /** A preset. */
  @Parameter(
      names = "--preset",
      order = 10,
      placeholder = "NAME",
      description =
          "recipe named after a paper: cam, decoupled, irn, mcis, mcis-voc, mctformer, psa, seam,"
              + " semformer, vwe; with a random walk instead of the CRF: irn-walk, mctformer-walk, psa-walk, seam-walk,"
              + " semformer-walk; without it the model's own recipe, else irn (with --boundary"
              + " irn-walk, with --affinity psa-walk)")
  public String preset;

  /** A recipe file. */
  @Parameter(
      names = "--recipe",
      order = 11,
      placeholder = "FILE",
      description = "recipe as a JSON file, such as the recipe in a run.json")
  public Path recipe;

  /** The CRF. */
  @Parameter(
      names = "--crf",
      order = 13,
      placeholder = "NAME",
      description = "dense CRF settings named after a paper, or none for no CRF; a walk stays")
  public String crf;

  @ParametersDelegate private final MapOptions maps = new MapOptions();

  /** Predicted tags. */
  @Parameter(
      names = "--predict-tags",
      order = 18,
      placeholder = "P",
      description = "let the classifier say which classes are there (probability at least P)")
  public Double predictTags;

  /** Partners. */
  @Parameter(
      names = "--partners",
      order = 18,
      placeholder = "N",
      description =
          "images of each class that a classifier of pairs compares an image with, drawn by tag from"
              + " the same images")
  public Integer partners;

  /**
   * The recipe with the changes asked for.
   *
   * @param ofModel the recipe in the model file
   * @return preset, file, or the model's own, with the changes asked for; a star behind the name of
   *     a changed one
   */
  public MaskRecipe resolve(Optional<MaskRecipe> ofModel) {
    MaskRecipe base = base(ofModel);
    return named(base, changed(base));
  }

  /** A changed recipe gets a star behind its name. */
  static MaskRecipe named(MaskRecipe base, MaskRecipe changed) {
    return changed.equals(base) ? base : changed.withName(base.name() + "*");
  }

  MaskRecipe changed(MaskRecipe base) {
    MaskRecipe changed = base.withCams(maps.changed(base.cams()));
    if (crf != null) {
      changed = changed.withRefinements(refinements(changed));
    }
    if (predictTags != null) {
      changed = changed.withTags(TagSource.predicted(predictTags));
    }
    if (partners != null) {
      PairMaps pairs = changed.cams().pairs().orElse(PairMaps.MCIS).withPartners(partners);
      changed = changed.withCams(changed.cams().withPairs(pairs));
    }
    return changed;
  }

  private List<Refinement> refinements(MaskRecipe recipe) {
    List<Refinement> list = new ArrayList<>();
    recipe.refinements().stream()
        .filter(Refinement.RandomWalk.class::isInstance)
        .forEach(list::add);
    if (!crf.equals("none")) {
      list.add(Refinement.Crf.of(crf, Refinement.UnaryKind.LABELS));
    }
    return list;
  }

  MaskRecipe base(Optional<MaskRecipe> ofModel) {
    if (recipe != null) {
      try {
        return MaskRecipe.fromJson(Files.readString(recipe), recipe.toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return preset != null ? MaskRecipe.named(preset) : ofModel.orElseGet(MaskRecipe::irn);
  }

  /** Refuses values that make no sense, before any work. */
  public void check() {
    if (preset != null && recipe != null) {
      throw new UsageException("--preset and --recipe exclude each other; give one of them");
    }
    try {
      if (preset != null) {
        MaskRecipe.named(preset);
      }
      if (recipe == null) {
        resolve(Optional.of(MaskRecipe.irn()));
      }
    } catch (Tag2MaskException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
