package dev.vireo.algorithms.evaluation;

import java.io.Serializable;

/**
 * What lengths alone say of ratings: the line of least squares through the training data, as sums
 * that can be added up. Of labels the line is a share of good ones, which a judge by length takes
 * for good from one half on.
 *
 * @param completions how many there are
 * @param lengths sum of their lengths
 * @param ratings sum of their ratings
 * @param products sum of the products of both
 * @param squares sum of the squares of the lengths
 */
public record LengthFit(
    long completions, double lengths, double ratings, double products, double squares)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of no completion. */
  public static final LengthFit NONE = new LengthFit(0, 0, 0, 0, 0);

  /** This and one more completion. */
  public LengthFit plus(int length, double rating) {
    return plus(new LengthFit(1, length, rating, length * rating, (double) length * length));
  }

  /** This and more. */
  public LengthFit plus(LengthFit more) {
    return new LengthFit(
        completions + more.completions,
        lengths + more.lengths,
        ratings + more.ratings,
        products + more.products,
        squares + more.squares);
  }

  /** The mean rating: what a judge says that knows nothing of a completion. */
  double mean() {
    return ratings / completions;
  }

  /** What the line says of a length; the mean rating if all lengths were equal. */
  double at(int length) {
    double spread = squares - lengths * lengths / completions;
    double slope = spread > 0 ? (products - lengths * ratings / completions) / spread : 0;
    return mean() + slope * (length - lengths / completions);
  }
}
