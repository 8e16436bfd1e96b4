package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.loss.MultiLabelSoftMargin;
import org.tag2mask.trainer.loss.VisualWords;
import org.tag2mask.trainer.validate.TagValidation;
import org.tag2mask.trainer.validate.Validation;

/**
 * Visual words (VWE, Eq. 5): the multi-label soft-margin losses of the image's tags on {@code
 * score}, of its words on {@code word_score}, and of its tags on {@code word_image_score}, each
 * with weight 1. The words of an image are those nearest to some of its features.
 *
 * <p>Options: {@code variant}:
 *
 * <ul>
 *   <li>{@code learned} (default): VWE, the codebook learns from the third loss;
 *   <li>{@code decorrelated}: VWL-L, which adds {@link VisualWords#decorrelation};
 *   <li>{@code memory}: VWL-M, a codebook that begins as random features of the first batch and
 *       follows the mean of each word's features at the {@code rate} (default 0.001); the third
 *       loss is left out. The network needs {@code codebook=memory}.
 * </ul>
 */
public final class VisualWordsObjective implements Objective {
  private static final String CODEBOOK = "VWE.centroid";

  /** How the codebook comes about. */
  public enum Variant {
    /** By gradients of the loss on the words' own classes. */
    LEARNED,
    /** The same, with words pushed apart. */
    DECORRELATED,
    /** As moving averages of features. */
    MEMORY
  }

  private final Variant variant;
  private final double rate;

  /**
   * The objective.
   *
   * @param variant how the codebook comes about
   * @param rate of a codebook of moving averages, in (0, 1]
   * @throws ModelException if the rate is out of range
   */
  public VisualWordsObjective(Variant variant, double rate) {
    if (!(rate > 0 && rate <= 1)) {
      throw new ModelException("vwe: rate must be above 0 and up to 1, not " + rate);
    }
    this.variant = variant;
    this.rate = rate;
  }

  /** The objective with its options. */
  public static VisualWordsObjective of(NamedOptions options) {
    options.refuseUnknown("objective", Set.of("variant", "rate"));
    String word = options.oneOf("variant", "learned", "learned", "decorrelated", "memory");
    return new VisualWordsObjective(
        Variant.valueOf(word.toUpperCase(Locale.ROOT)), options.number("rate", 0.001));
  }

  @Override
  public String name() {
    return "vwe";
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("variant", variant.name().toLowerCase(Locale.ROOT));
    if (variant == Variant.MEMORY) {
      settings.put("rate", rate);
    }
    return settings;
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.CLASSIFIER;
  }

  @Override
  public Set<String> outputs() {
    Set<String> outputs = new LinkedHashSet<>(Set.of(MultiLabelSoftMargin.OUTPUT));
    outputs.add("word_score");
    outputs.add("word_cosine");
    outputs.add(variant == Variant.MEMORY ? "features" : "word_image_score");
    return outputs;
  }

  @Override
  public void check(Network network, Dataset train) {
    RequiredOutputs.check(
        this, network, "take head vwe with words above 0, or objective tags for no words");
    boolean memory = network.graph().parameter(CODEBOOK).kind() == Parameter.Kind.STATISTIC;
    if (memory != (variant == Variant.MEMORY)) {
      throw new TrainingException(
          "objective vwe with variant "
              + variant.name().toLowerCase(Locale.ROOT)
              + " needs a network with codebook="
              + (memory ? "learned" : "memory")
              + ", but "
              + network.spec().text()
              + " has codebook="
              + (memory ? "memory" : "learned"));
    }
  }

  @Override
  public Loss loss(Pass pass) {
    if (variant == Variant.MEMORY && pass.position().step() == 0) {
      fill(pass.parameter(CODEBOOK), pass);
    }
    Map<String, NDArray> outputs = pass.forward();
    NDArray cosine = outputs.get("word_cosine");
    Map<String, NDArray> terms = new LinkedHashMap<>();
    terms.put(
        "image", MultiLabelSoftMargin.of(outputs.get(MultiLabelSoftMargin.OUTPUT), pass.tags()));
    terms.put(
        "word", MultiLabelSoftMargin.of(outputs.get("word_score"), VisualWords.present(cosine)));
    if (variant == Variant.MEMORY) {
      VisualWords.remember(pass.parameter(CODEBOOK), outputs.get("features"), cosine, rate);
    } else {
      terms.put(
          "word_image", MultiLabelSoftMargin.of(outputs.get("word_image_score"), pass.tags()));
    }
    if (variant == Variant.DECORRELATED) {
      terms.put("decorrelation", VisualWords.decorrelation(pass.parameter(CODEBOOK)));
    }
    return Loss.sum(terms);
  }

  /**
   * Random features of the batch become the words: drawn without repetition, or all of them again
   * and again where there are fewer than words.
   */
  private static void fill(NDArray codebook, Pass pass) {
    NDArray rows = VisualWords.rows(pass.forward().get("features"));
    int count = Math.toIntExact(rows.getShape().get(0));
    int depth = Math.toIntExact(rows.getShape().get(1));
    int words = Math.toIntExact(codebook.getShape().get(0));
    // The engine's source of chance is a function of seed and step.
    float[] chance = pass.manager().randomUniform(0, 1, new Shape(words)).toFloatArray();
    float[] features = rows.toFloatArray();
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    float[] values = new float[words * depth];
    for (int word = 0; word < words; word++) {
      int at = word % count;
      int other = at + Math.min(count - at - 1, (int) (chance[word] * (count - at)));
      int drawn = order[other];
      order[other] = order[at];
      order[at] = drawn;
      System.arraycopy(features, drawn * depth, values, word * depth, depth);
    }
    codebook.set(FloatBuffer.wrap(values));
  }

  @Override
  public Optional<Validation> validation(Dataset images, Network network, TrainConfig config) {
    return Optional.of(new TagValidation(images, network, config));
  }
}
