package dev.vireo.algorithms.loss.policy;

import dev.vireo.algorithms.InputException;

/**
 * The estimate k3 = e^d - d - 1 of a token's divergence from the reference policy, d = reference -
 * logprob (Schulman, "Approximating KL divergence").
 *
 * @param value k3
 * @param derivative d k3 / d logprob
 */
record KlTerm(double value, double derivative) {

  static KlTerm of(PolicyRow row, int token, PolicyProfile profile) {
    double exponent = row.referenceLogprob(token) - row.logprob(token);
    double clamped = PolicyLoss.clamp(exponent, profile.klExponentBound());
    double power = StrictMath.expm1(clamped);
    double kl = Math.max(0, power - clamped);
    double derivative = clamped == exponent ? -power : 0;
    if (kl > profile.klBound()) {
      kl = profile.klBound();
      derivative = 0;
    }
    if (kl == Double.POSITIVE_INFINITY) {
      throw new InputException(
          "The kl overflows at "
              + row.name(token)
              + ": the reference policy finds it more than e^709 times as likely as the policy;"
              + " lower the learning rate, or use the profile verl, which clamps");
    }
    return new KlTerm(kl, derivative);
  }
}
