package dev.vireo.algorithms.advantage;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.Objects;

/**
 * The divergence from the reference policy as a part of the reward. The logged reward is without
 * it.
 *
 * @param beta nats of divergence cost this much reward; 0 for no penalty. Not beside
 *     update.objective.beta, which has it in the loss
 * @param estimator of a token's divergence; k1 is that of RLOO and REINFORCE++
 * @param level completion or token; null for the profile's own: token for reinforce-plus-plus and
 *     reinforce-plus-plus-baseline, completion for the others
 */
public record KlPenaltySettings(double beta, KlEstimator estimator, KlLevel level)
    implements Serializable {

  /** Checks each setting. */
  public KlPenaltySettings {
    Objects.requireNonNull(estimator, "estimator");
    if (!(beta >= 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new InputException("beta is " + beta + "; it must be a finite number, at least 0");
    }
  }

  /** No penalty. */
  public static KlPenaltySettings defaults() {
    return new KlPenaltySettings(0, KlEstimator.K1, null);
  }

  /** Whether there is a penalty. */
  public boolean penalizes() {
    return beta > 0;
  }
}
