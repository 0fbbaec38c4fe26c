package dev.vireo.algorithms.signal;

import dev.vireo.algorithms.CompensatedSum;

/**
 * How well the gradients of several rules agree: their norms, and their pairwise cosines.
 *
 * <p>For several policies, the gradients of a rule count as one long vector, policy after policy:
 * inner products are summed over policies before they are divided, so that a policy counts
 * according to the size of its gradients. The norm is the root mean square over policies. Sums are
 * compensated. Mutable, for one thread.
 */
public final class GradientAgreement {

  private final CompensatedSum[][] products;
  private int policies;

  /**
   * The agreement of gradients, before any have been added.
   *
   * @param rules number of rules
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
   * Adds the gradients at one policy.
   *
   * @param inner [K][K] inner products of the gradients; only the lower half is read
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
   * @param rule the rule's index
   * @return the root mean square over policies; NaN without policies
   */
  public double norm(int rule) {
    return Math.sqrt(products[rule][rule].value() / policies);
  }

  /**
   * The cosine of two rules' gradients.
   *
   * @param rule index of one rule
   * @param other index of the other rule
   * @return from -1 to 1; NaN if one of the gradients is zero
   */
  public double cosine(int rule, int other) {
    double square = products[rule][rule].value();
    double otherSquare = products[other][other].value();
    if (!(square > 0 && otherSquare > 0)) {
      return Double.NaN;
    }
    // A single square root, so that a gradient's cosine with itself is exactly 1.
    double cosine = products[rule][other].value() / Math.sqrt(square * otherSquare);
    return Math.max(-1, Math.min(1, cosine));
  }
}
