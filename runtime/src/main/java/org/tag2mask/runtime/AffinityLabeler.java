package org.tag2mask.runtime;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tag2mask.runtime.cam.CamExtractor;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.contract.ClassNames;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.label.LabelMaker;
import org.tag2mask.runtime.mask.MaskResult;
import org.tag2mask.runtime.recipe.LabelRecipe;
import org.tag2mask.runtime.session.ClassifierModel;
import org.tag2mask.runtime.session.OnnxModel;

/**
 * Makes the labels that affinity networks learn from, of tagged images, a classifier and a recipe:
 * class ids where they can be trusted, 255 where not.
 *
 * <pre>{@code
 * try (AffinityLabeler labeler = AffinityLabeler.builder()
 *     .classifier(Path.of("classifier.onnx"))
 *     .recipe(LabelRecipe.irn())
 *     .device(Device.auto())
 *     .build()) {
 *   LabelMap labels = labeler.labels(RgbImage.of(width, height, rgbBytes), Set.of("dog"));
 * }
 * }</pre>
 *
 * <p>Build one, share it between any number of threads, close it at the end. The labels of an image
 * do not depend on how many threads there are.
 */
public final class AffinityLabeler implements AutoCloseable {
  private final ClassifierModel classifier;
  private final LabelRecipe recipe;
  private final CamExtractor extractor;
  private final LabelMaker maker;

  private AffinityLabeler(ClassifierModel classifier, LabelRecipe recipe) {
    this.classifier = classifier;
    this.recipe = recipe;
    this.extractor = new CamExtractor(classifier, recipe.cams());
    this.maker = new LabelMaker(recipe);
  }

  /**
   * Starts building a labeler.
   *
   * @return a builder that needs at least a classifier
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The labels of a tagged image.
   *
   * @param image the image
   * @param tags names of the classes in it; without any all is background
   * @return class ids by pixel, 255 = unsure
   * @throws UnknownClassException when a tag is no class; the nearest class is suggested
   */
  public LabelMap labels(RgbImage image, Set<String> tags) {
    Set<Integer> ids = new TreeSet<>();
    tags.forEach(tag -> ids.add(classNames().id(tag)));
    return run(image, ids).mask();
  }

  /**
   * Labels, confidence and times of a tagged image.
   *
   * @param image the image
   * @param classIds ids 1..K of the classes in it; without any all is background
   * @return the labels as a mask; confidence 0 where they are unsure; times of {@code cam}, {@code
   *     refine} and {@code label}
   * @throws UnknownClassException when an id is outside 1..K
   */
  public MaskResult run(RgbImage image, Collection<Integer> classIds) {
    long start = System.nanoTime();
    Cams cams = extractor.extract(image, classIds);
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
   * @return the recipe given, or the preset {@code irn}
   */
  public LabelRecipe recipe() {
    return recipe;
  }

  /**
   * The classifier's classes.
   *
   * @return names, background first
   */
  public ClassNames classNames() {
    return classifier.contract().classNames();
  }

  /**
   * The classifier in use.
   *
   * @return contract, device, name and hash
   */
  public OnnxModel classifier() {
    return classifier.model();
  }

  /** Frees the model after the runs in flight; does nothing when called again. */
  @Override
  public void close() {
    classifier.close();
  }

  /** Collects what a labeler needs. Not thread-safe. */
  public static final class Builder extends ModelBuilder<Builder> {
    private LabelRecipe recipe;

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /**
     * The classifier file (required); it tells its own contract, or a {@code .json} beside it does.
     *
     * @param file the ONNX file
     * @return this
     */
    public Builder classifier(Path file) {
      return model(ModelRole.CLASSIFIER, file);
    }

    /**
     * A classifier file of others, with its contract.
     *
     * @param file the ONNX file
     * @param contract what the file is
     * @return this
     */
    public Builder classifier(Path file, ModelContract contract) {
      return model(ModelRole.CLASSIFIER, file, contract);
    }

    /**
     * The recipe; without one the preset {@code irn} (with the model's own scales when it holds
     * them inside).
     *
     * @param labelRecipe the recipe
     * @return this
     */
    public Builder recipe(LabelRecipe labelRecipe) {
      this.recipe = labelRecipe;
      return this;
    }

    /**
     * Loads the model.
     *
     * @return the labeler, to be closed by the caller
     * @throws ModelContractException when the model cannot be used
     * @throws DeviceException when the device cannot be used
     * @throws IllegalStateException when no classifier was given
     */
    public AffinityLabeler build() {
      ClassifierModel model = new ClassifierModel(open(ModelRole.CLASSIFIER, "an AffinityLabeler"));
      try {
        return new AffinityLabeler(model, recipe != null ? recipe : usual(model.contract()));
      } catch (RuntimeException e) {
        model.close();
        throw e;
      }
    }

    private static LabelRecipe usual(ModelContract contract) {
      LabelRecipe irn = LabelRecipe.irn();
      return irn.withCams(irn.cams().withScalesOf(contract.scalesInside()));
    }
  }
}
