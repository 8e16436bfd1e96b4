package org.tag2mask.runtime.mask;

import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.tag2mask.crf.CrfResult;
import org.tag2mask.crf.CrfWorkspace;
import org.tag2mask.crf.DenseCrf;
import org.tag2mask.crf.Unary;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.Refinement;

/**
 * The dense CRF over background and the present classes. Thread-safe; the CRF's buffers are kept
 * for the next image.
 */
public final class CrfStep {
  private final Refinement.Crf settings;
  private final DenseCrf crf;
  private final ConcurrentLinkedQueue<CrfWorkspace> workspaces = new ConcurrentLinkedQueue<>();

  /**
   * A step.
   *
   * @param settings kernels, iterations and what it starts from
   */
  public CrfStep(Refinement.Crf settings) {
    this.settings = settings;
    this.crf = new DenseCrf(settings.settings());
  }

  /**
   * Refines scores.
   *
   * @param image the image they belong to
   * @param scores background and present classes; not modified
   * @return the CRF's probabilities; the scores themselves where background is the only label
   * @throws Tag2MaskException when the image is too large for the CRF
   */
  public LabelScores apply(RgbImage image, LabelScores scores) {
    int labels = scores.labels().length;
    if (labels == 1) {
      return scores;
    }
    if (scores.pixels() > DenseCrf.MAX_PIXELS) {
      throw new Tag2MaskException(
          "an image of "
              + image.width()
              + "x"
              + image.height()
              + " exceeds the dense CRF's limit of "
              + DenseCrf.MAX_PIXELS
              + " pixels; shrink it, or use a recipe without CRF");
    }
    CrfWorkspace workspace = workspaces.poll();
    if (workspace == null) {
      workspace = new CrfWorkspace();
    }
    try {
      CrfResult result =
          crf.infer(image.width(), image.height(), image.array(), unary(scores), labels, workspace);
      float[] posterior = Arrays.copyOf(result.probabilities(), labels * scores.pixels());
      return new LabelScores(scores.labels(), image.width(), image.height(), posterior);
    } finally {
      workspaces.add(workspace);
    }
  }

  private float[] unary(LabelScores scores) {
    int labels = scores.labels().length;
    return switch (settings.unary()) {
      case LABELS ->
          Unary.fromLabels(scores.bestOrNone(), labels, settings.parameter(), Unary.Unsure.AT_255);
      case SCORES -> Unary.fromProbabilities(scores.planes(), settings.parameter());
      case LOGITS -> Unary.fromLogits(scores.planes());
      case SOFTMAX -> Unary.fromProbabilities(softmax(scores), settings.parameter());
    };
  }

  private static float[] softmax(LabelScores scores) {
    int labels = scores.labels().length;
    int pixels = scores.pixels();
    float[] planes = scores.planes();
    float[] out = new float[planes.length];
    for (int i = 0; i < pixels; i++) {
      float max = planes[i];
      for (int l = 1; l < labels; l++) {
        max = Math.max(max, planes[l * pixels + i]);
      }
      double sum = 0;
      for (int l = 0; l < labels; l++) {
        double e = StrictMath.exp(planes[l * pixels + i] - max);
        out[l * pixels + i] = (float) e;
        sum += e;
      }
      for (int l = 0; l < labels; l++) {
        out[l * pixels + i] /= (float) sum;
      }
    }
    return out;
  }
}
