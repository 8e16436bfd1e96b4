package org.tag2mask.crf;

import java.util.List;
import java.util.Objects;

/**
 * A published use of the dense CRF: its settings and the unary energies it starts from.
 *
 * @param name short name, lower case
 * @param settings kernels and iterations, as in the public code of the method
 * @param unary where the energies come from
 * @param parameter the lowest probability for {@link UnarySource#PROBABILITIES}, the certainty for
 *     {@link UnarySource#LABELS}, unused (0) for {@link UnarySource#LOGITS}
 * @param use one line for people: which stage of which method
 */
public record CrfPreset(
    String name, CrfSettings settings, UnarySource unary, double parameter, String use) {

  /** Where the unary energies of a recipe come from; each is a factory of {@link Unary}. */
  public enum UnarySource {
    /** {@link Unary#fromProbabilities}. */
    PROBABILITIES,
    /** {@link Unary#fromLogits}. */
    LOGITS,
    /** {@link Unary#fromLabels}. */
    LABELS
  }

  private static final List<CrfPreset> ALL =
      List.of(
          probabilities("psa", CrfSettings.of(10, 3, 3, 80, 13, 10), 1e-5, "PSA la/ha labels"),
          probabilities("seam", CrfSettings.of(10, 3, 3, 80, 13, 10), 1e-5, "SEAM la/ha labels"),
          probabilities(
              "mctformer-labels",
              CrfSettings.of(10, 3, 3, 80, 13, 10),
              1e-5,
              "MCTformer la/ha labels"),
          labels("irn", CrfSettings.of(10, 3, 3, 50, 5, 10), "IRN affinity labels"),
          labels(
              "semformer-labels", CrfSettings.of(10, 3, 3, 50, 5, 10), "SemFormer affinity labels"),
          labels("semformer", CrfSettings.of(1, 3, 3, 50, 5, 10), "SemFormer pseudo-masks"),
          logits("cian-test", CrfSettings.of(5, 3, 3, 80, 13, 10), "CIAN segmenter, test"),
          logits("cian-relabel", CrfSettings.of(10, 3, 3, 80, 13, 10), "CIAN segmenter, relabel"),
          probabilities("mcis", CrfSettings.of(1, 3, 1, 80, 4, 3), 1e-4, "MCIS segmenter"),
          probabilities("oaa", CrfSettings.of(1, 3, 1, 67, 4, 3), 1e-4, "OAA VGG segmenter"),
          probabilities("deeplab", CrfSettings.of(10, 1, 3, 67, 3, 4), 1e-5, "DeepLab v2"),
          probabilities("vwe", CrfSettings.of(10, 1, 3, 64, 3, 4), 1e-5, "VWE v2 CAM"),
          probabilities(
              "mctformer", CrfSettings.of(10, 4, 3, 83, 5, 3), 1e-5, "MCTformer segmenter"),
          probabilities(
              "deeplab-v1", CrfSettings.of(1, 3, 3, 32, 13, 10), 1e-5, "DeepLab v1 (YudeWang)"));

  /** Refuses nulls. */
  public CrfPreset {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(unary, "unary");
    Objects.requireNonNull(use, "use");
  }

  /**
   * The preset of that name.
   *
   * @throws IllegalArgumentException when there is none; the message lists all names
   */
  public static CrfPreset named(String name) {
    for (CrfPreset preset : ALL) {
      if (preset.name.equals(name)) {
        return preset;
      }
    }
    throw new IllegalArgumentException(
        "CRF preset '" + name + "' is unknown, expected one of " + String.join(", ", names()));
  }

  /** All presets. */
  public static List<CrfPreset> all() {
    return ALL;
  }

  /** All names. */
  public static List<String> names() {
    return ALL.stream().map(CrfPreset::name).toList();
  }

  private static CrfPreset probabilities(
      String name, CrfSettings settings, double lowest, String use) {
    return new CrfPreset(name, settings, UnarySource.PROBABILITIES, lowest, use);
  }

  private static CrfPreset labels(String name, CrfSettings settings, String use) {
    return new CrfPreset(name, settings, UnarySource.LABELS, 0.7, use);
  }

  private static CrfPreset logits(String name, CrfSettings settings, String use) {
    return new CrfPreset(name, settings, UnarySource.LOGITS, 0, use);
  }
}
