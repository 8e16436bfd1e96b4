package org.tag2mask.runtime;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tag2mask.runtime.cam.CamExtractor;
import org.tag2mask.runtime.cam.CamSource;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.cam.PairCamExtractor;
import org.tag2mask.runtime.cam.Partners;
import org.tag2mask.runtime.contract.ClassNames;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.instance.InstanceMaker;
import org.tag2mask.runtime.mask.MaskMaker;
import org.tag2mask.runtime.mask.MaskResult;
import org.tag2mask.runtime.mask.MaskSweep;
import org.tag2mask.runtime.mask.SweepGrid;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.TagSource;
import org.tag2mask.runtime.session.ClassifierModel;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;
import org.tag2mask.runtime.session.PairModel;

/**
 * Makes pseudo-masks of images from a classifier, a recipe, and the affinity or boundary model that
 * the recipe's random walk follows, if it walks.
 *
 * <pre>{@code
 * try (PseudoMasker masker = PseudoMasker.builder()
 *     .classifier(Path.of("classifier.onnx"))
 *     .boundary(Path.of("boundary.onnx"))
 *     .recipe(MaskRecipe.named("irn-walk"))
 *     .device(Device.auto())
 *     .build()) {
 *   LabelMap mask = masker.mask(RgbImage.of(width, height, rgbBytes), Set.of("dog", "person"));
 * }
 * }</pre>
 *
 * <p>Build one, share it between any number of threads, close it at the end. The mask of an image
 * does not depend on how many threads there are.
 */
public final class PseudoMasker implements AutoCloseable {
  private final MaskerModels models;
  private final MaskRecipe recipe;
  private final CamSource extractor;
  private final MaskMaker maker;

  private PseudoMasker(MaskerModels models, MaskRecipe recipe) {
    this.models = models;
    this.recipe = recipe;
    this.extractor = extractor(models.classifier(), recipe);
    this.maker = new MaskMaker(recipe, models.walk());
  }

  private static CamSource extractor(ClassifierModel classifier, MaskRecipe recipe) {
    return classifier.contract().partner().isPresent()
        ? new PairCamExtractor(new PairModel(classifier.model()), recipe.cams())
        : new CamExtractor(classifier, recipe.cams(), recipe.background().outputs());
  }

  /**
   * Starts building a masker.
   *
   * @return a builder that needs at least a classifier
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The mask of a tagged image.
   *
   * @param image the image
   * @param tags names of the classes in it; may be empty
   * @return class ids by pixel, 255 = ignore
   * @throws UnknownClassException when a tag is no class; the nearest class is suggested
   * @throws RecipeException when the recipe predicts tags
   */
  public LabelMap mask(RgbImage image, Set<String> tags) {
    Set<Integer> ids = new TreeSet<>();
    tags.forEach(tag -> ids.add(classNames().id(tag)));
    return run(image, ids).mask();
  }

  /**
   * The mask of an image without tags.
   *
   * @param image the image
   * @return class ids by pixel, 255 = ignore
   * @throws RecipeException when the recipe wants tags
   */
  public LabelMap mask(RgbImage image) {
    return run(image).mask();
  }

  /**
   * Mask, confidence and times of a tagged image.
   *
   * @param image the image
   * @param classIds ids 1..K of the classes in it; may be empty
   * @return the result
   * @throws UnknownClassException when an id is outside 1..K
   * @throws RecipeException when the recipe predicts tags
   */
  public MaskResult run(RgbImage image, Collection<Integer> classIds) {
    return run(image, classIds, Partners.NONE);
  }

  /**
   * Mask, confidence and times of a tagged image that is compared with others.
   *
   * @param image the image
   * @param classIds ids 1..K of the classes in it; may be empty
   * @param partners images to compare it with, for a classifier of pairs; others do not ask
   * @return the result
   * @throws UnknownClassException when an id is outside 1..K
   * @throws RecipeException when the recipe predicts tags
   */
  public MaskResult run(RgbImage image, Collection<Integer> classIds, Partners partners) {
    long start = System.nanoTime();
    return finish(image, cams(image, classIds, partners), start);
  }

  /**
   * Mask, confidence and times of an image whose tags the classifier predicts.
   *
   * @param image the image
   * @return the result
   * @throws RecipeException when the recipe wants tags
   */
  public MaskResult run(RgbImage image) {
    return run(image, Partners.NONE);
  }

  /**
   * Mask, confidence and times of an image whose tags the classifier predicts and that is compared
   * with others.
   *
   * @param image the image
   * @param partners images to compare it with, for a classifier of pairs; others do not ask
   * @return the result
   * @throws RecipeException when the recipe wants tags
   */
  public MaskResult run(RgbImage image, Partners partners) {
    long start = System.nanoTime();
    return finish(image, cams(image, partners), start);
  }

  /**
   * The normalised maps of a tagged image.
   *
   * @param image the image
   * @param classIds ids 1..K of the classes in it; may be empty
   * @return the maps
   * @throws UnknownClassException when an id is outside 1..K
   * @throws RecipeException when the recipe predicts tags
   */
  public Cams cams(RgbImage image, Collection<Integer> classIds) {
    return cams(image, classIds, Partners.NONE);
  }

  /**
   * The normalised maps of a tagged image that is compared with others.
   *
   * @param image the image
   * @param classIds ids 1..K of the classes in it; may be empty
   * @param partners images to compare it with, for a classifier of pairs; others do not ask
   * @return the maps
   * @throws UnknownClassException when an id is outside 1..K
   * @throws RecipeException when the recipe predicts tags
   */
  public Cams cams(RgbImage image, Collection<Integer> classIds, Partners partners) {
    if (recipe.tags() instanceof TagSource.Predicted) {
      throw new RecipeException(
          "recipe '"
              + recipe.name()
              + "' predicts tags, but tags were given; leave them out, or use"
              + " recipe.withTags(TagSource.given())");
    }
    return extractor.extract(image, classIds, partners);
  }

  /**
   * The normalised maps of an image whose tags the classifier predicts.
   *
   * @param image the image
   * @return the maps
   * @throws RecipeException when the recipe wants tags
   */
  public Cams cams(RgbImage image) {
    return cams(image, Partners.NONE);
  }

  /**
   * The normalised maps of an image whose tags the classifier predicts and that is compared with
   * others.
   *
   * @param image the image
   * @param partners images to compare it with, for a classifier of pairs; others do not ask
   * @return the maps
   * @throws RecipeException when the recipe wants tags
   */
  public Cams cams(RgbImage image, Partners partners) {
    if (recipe.tags() instanceof TagSource.Predicted predicted) {
      return extractor.extract(image, predicted, partners);
    }
    throw new RecipeException(
        "recipe '"
            + recipe.name()
            + "' wants the tags of the image, and none were given; give them, or use"
            + " recipe.withTags(TagSource.predicted(0.5))");
  }

  /**
   * A sweep over variants of this masker's recipe, on maps of {@link #cams}. It shares the models,
   * and ends when the masker is closed.
   *
   * @param grid the values to try
   * @return the sweep
   * @throws RecipeException when the recipe has no walk to vary
   */
  public MaskSweep sweep(SweepGrid grid) {
    return new MaskSweep(recipe, models.walk(), grid);
  }

  /**
   * Finds single objects by this masker's recipe and boundary model, on maps of {@link #cams}. It
   * shares the models, and ends when the masker is closed.
   *
   * @return the maker
   * @throws RecipeException when the recipe makes no instances
   * @throws ModelContractException when the boundary model has no displacements
   */
  public InstanceMaker instances() {
    return new InstanceMaker(
        recipe,
        models
            .walk()
            .boundary()
            .orElseThrow(
                () ->
                    new RecipeException(
                        "instances need a boundary model; give one (--boundary FILE, or"
                            + " .boundary(Path) in Java)")));
  }

  private MaskResult finish(RgbImage image, Cams cams, long start) {
    double camMillis = (System.nanoTime() - start) / 1e6;
    MaskResult made = maker.make(image, cams);
    Map<String, Double> times = new LinkedHashMap<>();
    times.put("cam", camMillis);
    times.putAll(made.milliseconds());
    return new MaskResult(
        made.mask(),
        made.confidence(),
        made.imageConfidence(),
        made.classIds(),
        made.scores(),
        Collections.unmodifiableMap(times));
  }

  /**
   * The recipe in use.
   *
   * @return the recipe given, the one in the classifier's file, or a preset
   */
  public MaskRecipe recipe() {
    return recipe;
  }

  /**
   * The classifier's classes.
   *
   * @return names, background first
   */
  public ClassNames classNames() {
    return models.classifier().contract().classNames();
  }

  /**
   * The classifier in use.
   *
   * @return contract, device, name and hash
   */
  public OnnxModel classifier() {
    return models.classifier().model();
  }

  /**
   * The models that the recipe's random walks follow.
   *
   * @return contract, device, name and hash by role; empty for recipes without a walk
   */
  public Map<ModelRole, OnnxModel> walkModels() {
    Map<ModelRole, OnnxModel> walk = new EnumMap<>(ModelRole.class);
    models.walk().affinity().ifPresent(model -> walk.put(ModelRole.AFFINITY, model.model()));
    models.walk().boundary().ifPresent(model -> walk.put(ModelRole.BOUNDARY, model.model()));
    return walk;
  }

  /** Frees the models after the runs in flight; does nothing when called again. */
  @Override
  public void close() {
    models.close();
  }

  /** Collects what a masker needs. Not thread-safe. */
  public static final class Builder {
    private final Map<ModelRole, Function<ModelOptions, OnnxModel>> openers =
        new EnumMap<>(ModelRole.class);
    private Function<MaskerModels, MaskRecipe> recipe = MaskerModels::ownRecipe;
    private ModelOptions options = ModelOptions.defaults().withDevice(Device.auto());

    private Builder() {}

    /**
     * The classifier file (required); it tells its own contract, or a {@code .json} beside it does.
     *
     * @param file the ONNX file
     * @return this
     */
    public Builder classifier(Path file) {
      return opener(ModelRole.CLASSIFIER, opened -> OnnxModel.open(file, opened));
    }

    /**
     * A classifier file of others, with its contract.
     *
     * @param file the ONNX file
     * @param contract what the file is
     * @return this
     */
    public Builder classifier(Path file, ModelContract contract) {
      return opener(ModelRole.CLASSIFIER, opened -> OnnxModel.open(file, contract, opened));
    }

    /**
     * The affinity model, for recipes with a walk of kind psa.
     *
     * @param file the ONNX file
     * @return this
     */
    public Builder affinity(Path file) {
      return opener(ModelRole.AFFINITY, opened -> OnnxModel.open(file, opened));
    }

    /**
     * An affinity model of others, with its contract.
     *
     * @param file the ONNX file
     * @param contract what the file is
     * @return this
     */
    public Builder affinity(Path file, ModelContract contract) {
      return opener(ModelRole.AFFINITY, opened -> OnnxModel.open(file, contract, opened));
    }

    /**
     * The boundary model, for recipes with a walk of kind irn.
     *
     * @param file the ONNX file
     * @return this
     */
    public Builder boundary(Path file) {
      return opener(ModelRole.BOUNDARY, opened -> OnnxModel.open(file, opened));
    }

    /**
     * A boundary model of others, with its contract.
     *
     * @param file the ONNX file
     * @param contract what the file is
     * @return this
     */
    public Builder boundary(Path file, ModelContract contract) {
      return opener(ModelRole.BOUNDARY, opened -> OnnxModel.open(file, contract, opened));
    }

    private Builder opener(ModelRole role, Function<ModelOptions, OnnxModel> opener) {
      openers.put(role, opener);
      return this;
    }

    /**
     * The recipe; without one the recipe in the classifier's file is used, or else a preset (with
     * the classifier's own scales when it holds them inside): {@code irn-walk} when there is a
     * boundary model, {@code psa-walk} when there is an affinity model, otherwise {@code irn}, or
     * {@code mcis-voc} for a classifier of pairs.
     *
     * @param maskRecipe the recipe
     * @return this
     */
    public Builder recipe(MaskRecipe maskRecipe) {
      this.recipe = models -> maskRecipe;
      return this;
    }

    /**
     * The recipe as a change of the one that would be used otherwise.
     *
     * @param change makes the recipe
     * @return this
     */
    public Builder changeRecipe(UnaryOperator<MaskRecipe> change) {
      this.recipe = models -> change.apply(models.ownRecipe());
      return this;
    }

    /**
     * Where to run; {@link Device#auto()} unless said.
     *
     * @param device the device
     * @return this
     */
    public Builder device(Device device) {
      this.options = options.withDevice(device);
      return this;
    }

    /**
     * Threads of the models inside one image; 0 (the default) for one a core. Take 1 when many
     * threads of the application call the masker.
     *
     * @param threads 0 or more
     * @return this
     */
    public Builder modelThreads(int threads) {
      this.options = options.withIntraThreads(threads);
      return this;
    }

    /**
     * Loads the models.
     *
     * @return the masker, to be closed by the caller
     * @throws ModelContractException when a model cannot be used
     * @throws DeviceException when the device cannot be used
     * @throws RecipeException when the recipe in the classifier's file is broken, or the recipe
     *     needs a model that was not given, or leaves one unused
     * @throws IllegalStateException when no classifier was given
     */
    public PseudoMasker build() {
      if (!openers.containsKey(ModelRole.CLASSIFIER)) {
        throw new IllegalStateException("a PseudoMasker needs a classifier(Path)");
      }
      MaskerModels models = MaskerModels.open(openers, options);
      try {
        return new PseudoMasker(models, recipe.apply(models));
      } catch (RuntimeException e) {
        models.close();
        throw e;
      }
    }
  }
}
