package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.Optional;
import org.tag2mask.crf.CrfSettings;

/**
 * One picture to refine.
 *
 * @param image the picture
 * @param kind what {@code start} holds
 * @param start label map PNG, or {@code .npy} {@code [classes][h][w]}
 * @param settings of the CRF
 * @param engine CRF or PAMR
 * @param certainty probability that a given label is right
 * @param unsure how a label map marks unsure pixels
 * @param trace whether the KL divergence is told
 * @param threads stripes worked on at the same time
 * @param out the refined label map
 * @param probabilities where the refined distribution goes
 */
public record CrfRequest(
    Path image,
    Kind kind,
    Path start,
    CrfSettings settings,
    Engine engine,
    double certainty,
    Unsure unsure,
    Trace trace,
    int threads,
    Path out,
    Optional<Path> probabilities) {

  /** What refinement starts from. */
  public enum Kind {
    /** Hard labels. */
    LABELS,
    /** Probabilities of all classes. */
    PROBABILITIES,
    /** Logits of all classes. */
    LOGITS
  }

  /** What refines. */
  public enum Engine {
    /** The dense CRF. */
    CRF,
    /** Pixel-adaptive refinement. */
    PAMR
  }

  /** The mark of unsure pixels. */
  public enum Unsure {
    /** Our own. */
    AT_255,
    /** pydensecrf's. */
    ZERO
  }

  /** Whether convergence is shown. */
  public enum Trace {
    /** It is not. */
    NONE,
    /** KL divergence after each iteration; slower. */
    EVERY_ITERATION
  }
}
