package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.advantage.BatchStatistics;
import dev.vireo.algorithms.advantage.tokens.TokenEstimates;
import dev.vireo.algorithms.advantage.tokens.TokenRewards;
import java.util.Arrays;

/**
 * One completion on its way from reward to advantages. In an environment it is the tokens that the
 * policy wrote, one after the other: what stands between them has no reward and no value, and the
 * estimate is carried over it. So every state counts.
 *
 * @param score what one of its states is given
 * @param tokens how many the policy wrote
 * @param rewards of its states
 * @param values the critic's, of the same states
 */
@SuppressWarnings("ArrayRecordComponent")
record EstimatedCompletion(double score, int tokens, TokenRewards rewards, double[] values) {

  /**
   * Advantages and returns of the states.
   *
   * @param all statistics of all rewards, where they are whitened; else null
   */
  TokenEstimates estimate(EstimationSettings settings, BatchStatistics all) {
    double[] used = rewards.rewards().clone();
    if (all != null) {
      settings.whitening().apply(used, counted(used.length), all, false);
    }
    return settings.gae().estimate(used, values, counted(used.length));
  }

  /**
   * Advantages of the tokens.
   *
   * @param all statistics of all advantages, where they are whitened; else null
   */
  double[] advantages(TokenEstimates made, EstimationSettings settings, BatchStatistics all) {
    double[] advantages = Arrays.copyOf(made.advantages(), tokens);
    if (all != null) {
      settings.whitening().apply(advantages, counted(tokens), all, true);
    }
    return advantages;
  }

  private static boolean[] counted(int count) {
    boolean[] counted = new boolean[count];
    Arrays.fill(counted, true);
    return counted;
  }
}
