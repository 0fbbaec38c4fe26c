package dev.vireo.algorithms.signal;

import dev.vireo.algorithms.CompensatedSum;

/**
 * How far the gradients of several rules point the same way: their norms, and the cosine of each
 * with each other.
 *
 * <p>At one policy that is what the words say. Of several policies the gradients of a rule count as
 * one long vector, policy after policy: inner products are summed over policies before they are
 * divided, so that a policy counts by the size of its gradients. The norm is the root of the mean
 * square over policies. Sums are compensated. Mutable, for one thread.
 */
public final class GradientAgreement {

  private final CompensatedSum[][] products;
  private int policies;

  /**
   * The agreement of some gradients, none of which is known yet.
   *
   * @param rules how many there are
   */
  public GradientAgreement(int rules) {
    products = new CompensatedSum[rules][rules];
    for (int i = 0; i < rules; i++) {
      for (int j = 0; j <= i; j++) {
        products[i][j] = new CompensatedSum();
        products[j][i] = products[i][j];
      }
    }
  }

  /**
   * Takes in the gradients at one policy.
   *
   * @param inner [K][K] inner products of each gradient with each other; of the two halves the
   *     lower one is read
   */
  public void add(double[][] inner) {
    for (int i = 0; i < products.length; i++) {
      for (int j = 0; j <= i; j++) {
        products[i][j].add(inner[i][j]);
      }
    }
    policies++;
  }

  /**
   * The norm of a rule's gradient.
   *
   * @param rule its place
   * @return the root of the mean square over policies; NaN for no policy
   */
  public double norm(int rule) {
    return Math.sqrt(products[rule][rule].value() / policies);
  }

  /**
   * The cosine of two rules' gradients.
   *
   * @param rule the place of one
   * @param other the place of the other
   * @return from -1 to 1; NaN where one of them is zero
   */
  public double cosine(int rule, int other) {
    double square = products[rule][rule].value();
    double otherSquare = products[other][other].value();
    if (!(square > 0 && otherSquare > 0)) {
      return Double.NaN;
    }
    // One root, so that a gradient's cosine with itself is 1 to the bit.
    double cosine = products[rule][other].value() / Math.sqrt(square * otherSquare);
    return Math.max(-1, Math.min(1, cosine));
  }
}
