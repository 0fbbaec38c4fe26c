package dev.vireo.algorithms.evaluation;

import java.io.Serializable;

/**
 * A prediction of ratings from lengths alone: the least-squares line through the training data,
 * kept as sums that can be added up. For labels, the line predicts the share of good ones; a judge
 * by length takes a completion for good from one half on.
 *
 * @param completions number of completions
 * @param lengths sum of their lengths
 * @param ratings sum of their ratings
 * @param products sum of length times rating
 * @param squares sum of squared lengths
 */
public record LengthFit(
    long completions, double lengths, double ratings, double products, double squares)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A fit to no data. */
  public static final LengthFit NONE = new LengthFit(0, 0, 0, 0, 0);

  /** This fit with another completion. */
  public LengthFit plus(int length, double rating) {
    return plus(new LengthFit(1, length, rating, length * rating, (double) length * length));
  }

  /** The sum of this fit and another. */
  public LengthFit plus(LengthFit more) {
    return new LengthFit(
        completions + more.completions,
        lengths + more.lengths,
        ratings + more.ratings,
        products + more.products,
        squares + more.squares);
  }

  /** The mean rating, which is the best prediction without knowing the completion. */
  double mean() {
    return ratings / completions;
  }

  /** The line's prediction for a length; the mean rating if all lengths were equal. */
  double at(int length) {
    double spread = squares - lengths * lengths / completions;
    double slope = spread > 0 ? (products - lengths * ratings / completions) / spread : 0;
    return mean() + slope * (length - lengths / completions);
  }
}
