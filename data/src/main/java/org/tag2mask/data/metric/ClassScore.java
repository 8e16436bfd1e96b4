package org.tag2mask.data.metric;

/**
 * The scores of one class c, from TP = n[c][c], T = pixels of the truth, P = pixels predicted, U =
 * T + P - TP. Fractions; a score whose denominator is 0 is 0, except that nothing is defined (NaN)
 * for a class that neither truth nor prediction has.
 *
 * @param truth T, pixels
 * @param predicted P, pixels
 * @param iou TP / U
 * @param falsePositive (P - TP) / U, as in the SemFormer tables; iou + falsePositive +
 *     falseNegative = 1
 * @param falseNegative (T - TP) / U
 * @param precision TP / P
 * @param recall TP / T, also called class accuracy
 */
public record ClassScore(
    long truth,
    long predicted,
    double iou,
    double falsePositive,
    double falseNegative,
    double precision,
    double recall) {

  static ClassScore of(long hits, long truth, long predicted) {
    double union = truth + predicted - hits;
    return new ClassScore(
        truth,
        predicted,
        hits / union,
        (predicted - hits) / union,
        (truth - hits) / union,
        union == 0 ? Double.NaN : ratio(hits, predicted),
        union == 0 ? Double.NaN : ratio(hits, truth));
  }

  private static double ratio(long hits, long all) {
    return all == 0 ? 0 : (double) hits / all;
  }

  /** Whether truth or prediction has the class. */
  public boolean occurs() {
    return truth + predicted > 0;
  }
}
