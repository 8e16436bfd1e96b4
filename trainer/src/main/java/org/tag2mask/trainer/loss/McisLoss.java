package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The losses of co-attention on image pairs m, n (Sun et al. 2020, Eqs. 1, 5, 9), with ℓ a loss of
 * tags, {@code c = l_m ∧ l_n} the shared tags:
 *
 * <pre>
 * basic    = ℓ(s_m, l_m)       + ℓ(s_n, l_n)
 * co       = ℓ(s_m', c)        + ℓ(s_n', c)
 * contrast = ℓ(s_m", l_m - c)  + ℓ(s_n", l_n - c)
 * </pre>
 *
 * <p>Equations 9 and 10 print the contrast loss under the name of the co-attention loss, a
 * misprint.
 */
public final class McisLoss {
  /** The term that not every step has. */
  public static final String CONTRAST = "contrast";

  private final TagLoss loss;
  private final Form form;

  /** How the two images of a pair become one term. */
  public enum Form {
    /** Every term is a sum over both, as printed. */
    PAPER,
    /** The basic and the co-attention terms are means over both, as in the public code. */
    CODE
  }

  /**
   * What a network says about pairs, each {@code [N,K]} before the sigmoid.
   *
   * @param score of the image
   * @param partnerScore of the partner
   * @param co of what the image shares with the partner
   * @param partnerCo of what the partner shares with the image
   * @param contrast of what the image does not share
   * @param partnerContrast of what the partner does not share
   */
  public record Scores(
      NDArray score,
      NDArray partnerScore,
      NDArray co,
      NDArray partnerCo,
      NDArray contrast,
      NDArray partnerContrast) {

    /** The outputs they are. */
    public static final Set<String> OUTPUTS =
        Set.of(
            "score",
            "partner_score",
            "co_score",
            "partner_co_score",
            "contrast_score",
            "partner_contrast_score");

    /** The scores among the outputs of a network with the head {@code mcis}. */
    public static Scores of(Map<String, NDArray> outputs) {
      return new Scores(
          outputs.get("score"),
          outputs.get("partner_score"),
          outputs.get("co_score"),
          outputs.get("partner_co_score"),
          outputs.get("contrast_score"),
          outputs.get("partner_contrast_score"));
    }
  }

  /** A loss. */
  public McisLoss(TagLoss loss, Form form) {
    this.loss = loss;
    this.form = form;
  }

  /**
   * The terms of pairs of two images.
   *
   * @param scores of the pairs
   * @param tags of the images {@code [N,K]}, 0 or 1
   * @param partnerTags of the partners
   * @return {@code basic}, {@code co} and {@code contrast}, scalars
   */
  public Map<String, NDArray> pair(Scores scores, NDArray tags, NDArray partnerTags) {
    NDArray common = tags.mul(partnerTags);
    Map<String, NDArray> terms = new LinkedHashMap<>();
    terms.put("basic", both(scores.score, tags, scores.partnerScore, partnerTags));
    terms.put("co", both(scores.co, common, scores.partnerCo, common));
    terms.put(
        CONTRAST,
        loss.of(scores.contrast, tags.sub(common))
            .add(loss.of(scores.partnerContrast, partnerTags.sub(common))));
    return terms;
  }

  /**
   * The loss of pairs of an image with a changed copy of itself, which shares all of its tags: the
   * basic and the co-attention term.
   *
   * @param scores of the pairs
   * @param tags of the images {@code [N,K]}, 0 or 1
   * @return a scalar
   */
  public NDArray self(Scores scores, NDArray tags) {
    return both(scores.score, tags, scores.partnerScore, tags)
        .add(both(scores.co, tags, scores.partnerCo, tags));
  }

  private NDArray both(NDArray score, NDArray tags, NDArray partner, NDArray partnerTags) {
    return form == Form.PAPER
        ? loss.of(score, tags).add(loss.of(partner, partnerTags))
        : loss.of(score.concat(partner, 0), tags.concat(partnerTags, 0));
  }
}
