package org.tag2mask.runtime;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.tag2mask.runtime.contract.ClassNames;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.MaskResult;
import org.tag2mask.runtime.recipe.ClassFilter;
import org.tag2mask.runtime.recipe.SegmentRecipe;
import org.tag2mask.runtime.segment.SegmentMaker;
import org.tag2mask.runtime.segment.SegmentMaker.Segmentation;
import org.tag2mask.runtime.session.OnnxModel;
import org.tag2mask.runtime.session.SegmenterModel;

/**
 * Segments images of any size with a trained segmenter and a recipe.
 *
 * <pre>{@code
 * try (Segmenter segmenter = Segmenter.builder()
 *     .segmenter(Path.of("segmenter.onnx"))
 *     .recipe(SegmentRecipe.named("seam"))
 *     .device(Device.auto())
 *     .build()) {
 *   LabelMap mask = segmenter.mask(RgbImage.of(width, height, rgbBytes));
 * }
 * }</pre>
 *
 * <p>Build one, share it between any number of threads, close it at the end. The mask of an image
 * does not depend on how many threads there are.
 */
public final class Segmenter implements AutoCloseable {
  private final SegmenterModel model;
  private final SegmentRecipe recipe;
  private final SegmentMaker maker;

  private Segmenter(SegmenterModel model, SegmentRecipe recipe) {
    this.model = model;
    this.recipe = recipe;
    this.maker = new SegmentMaker(model, recipe);
  }

  /**
   * Starts building a segmenter.
   *
   * @return a builder that needs at least a model
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The mask of an image, with any of the model's classes.
   *
   * @param image the image
   * @return class ids by pixel, 255 = ignore
   * @throws RecipeException when the recipe restricts masks to tags
   */
  public LabelMap mask(RgbImage image) {
    return run(image).mask();
  }

  /**
   * The mask of a tagged image, with no other classes than these.
   *
   * @param image the image
   * @param tags names of the classes in it; may be empty
   * @return class ids by pixel, 255 = ignore
   * @throws UnknownClassException when a tag is no class; the nearest class is suggested
   * @throws RecipeException when the recipe does not restrict masks to tags
   */
  public LabelMap mask(RgbImage image, Set<String> tags) {
    Set<Integer> ids = new TreeSet<>();
    tags.forEach(tag -> ids.add(classNames().id(tag)));
    return run(image, ids).mask();
  }

  /**
   * Mask, confidence and times of an image, with any of the model's classes.
   *
   * @param image the image
   * @return the result
   * @throws RecipeException when the recipe restricts masks to tags
   */
  public MaskResult run(RgbImage image) {
    requireFilter(ClassFilter.ALL);
    return maker.make(image, allIds());
  }

  /**
   * Mask, confidence and times of a tagged image, with no other classes than these.
   *
   * @param image the image
   * @param classIds ids 1..K of the classes in it; may be empty
   * @return the result
   * @throws UnknownClassException when an id is outside 1..K
   * @throws RecipeException when the recipe does not restrict masks to tags
   */
  public MaskResult run(RgbImage image, Collection<Integer> classIds) {
    requireFilter(ClassFilter.GIVEN);
    return maker.make(image, classIds);
  }

  /**
   * Mask and final scores of an image, with any of the model's classes: probabilities of the merged
   * scales and flips, refined by the recipe's CRF. They take {@code 4·(K+1)·H·W} bytes.
   *
   * @param image the image
   * @return the result, and a plane for background and every class
   * @throws RecipeException when the recipe restricts masks to tags
   */
  public Segmentation runWithScores(RgbImage image) {
    requireFilter(ClassFilter.ALL);
    return maker.makeWithScores(image, allIds());
  }

  /**
   * Mask and final scores of a tagged image.
   *
   * @param image the image
   * @param classIds ids 1..K of the classes in it; may be empty
   * @return the result, and a plane for background and each of these classes, ascending
   * @throws UnknownClassException when an id is outside 1..K
   * @throws RecipeException when the recipe does not restrict masks to tags
   */
  public Segmentation runWithScores(RgbImage image, Collection<Integer> classIds) {
    requireFilter(ClassFilter.GIVEN);
    return maker.makeWithScores(image, classIds);
  }

  private void requireFilter(ClassFilter wanted) {
    if (recipe.classes() != wanted) {
      throw new RecipeException(
          "recipe '"
              + recipe.name()
              + (wanted == ClassFilter.ALL
                  ? "' restricts masks to the tags of the image, and none were given; give them, or"
                      + " use recipe.withClasses(ClassFilter.ALL)"
                  : "' lets any class into a mask, but tags were given; leave them out, or use"
                      + " recipe.withClasses(ClassFilter.GIVEN)"));
    }
  }

  private Collection<Integer> allIds() {
    Set<Integer> ids = new TreeSet<>();
    for (int id = 1; id <= classNames().foreground(); id++) {
      ids.add(id);
    }
    return ids;
  }

  /**
   * The recipe in use.
   *
   * @return the recipe given, the one in the model file, or the preset {@code plain}
   */
  public SegmentRecipe recipe() {
    return recipe;
  }

  /**
   * The model's classes.
   *
   * @return names, background first
   */
  public ClassNames classNames() {
    return model.contract().classNames();
  }

  /**
   * The model in use.
   *
   * @return contract, device, name and hash
   */
  public OnnxModel model() {
    return model.model();
  }

  /** Frees the model after the runs in flight; does nothing when called again. */
  @Override
  public void close() {
    model.close();
  }

  /** Collects what a segmenter needs. Not thread-safe. */
  public static final class Builder extends ModelBuilder<Builder> {
    private SegmentRecipe recipe;

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /**
     * The model file (required); it tells its own contract, or a {@code .json} beside it does.
     *
     * @param file the ONNX file
     * @return this
     */
    public Builder segmenter(Path file) {
      return model(ModelRole.SEGMENTER, file);
    }

    /**
     * A model file of others, with its contract.
     *
     * @param file the ONNX file
     * @param contract what the file is
     * @return this
     */
    public Builder segmenter(Path file, ModelContract contract) {
      return model(ModelRole.SEGMENTER, file, contract);
    }

    /**
     * The recipe; without one the recipe in the model file is used, or else the preset {@code
     * plain}.
     *
     * @param segmentRecipe the recipe
     * @return this
     */
    public Builder recipe(SegmentRecipe segmentRecipe) {
      this.recipe = segmentRecipe;
      return this;
    }

    /**
     * Loads the model.
     *
     * @return the segmenter, to be closed by the caller
     * @throws ModelContractException when the model cannot be used
     * @throws DeviceException when the device cannot be used
     * @throws RecipeException when the recipe in the model file is broken
     * @throws IllegalStateException when no model was given
     */
    public Segmenter build() {
      SegmenterModel model = new SegmenterModel(open(ModelRole.SEGMENTER, "a Segmenter"));
      try {
        return new Segmenter(model, recipe != null ? recipe : recipeOf(model.model()));
      } catch (RuntimeException e) {
        model.close();
        throw e;
      }
    }

    private static SegmentRecipe recipeOf(OnnxModel model) {
      return model
          .contract()
          .recipe()
          .map(json -> SegmentRecipe.fromJson(json, "the recipe in " + model.name()))
          .orElseGet(SegmentRecipe::plain);
    }
  }
}
