package dev.vireo.algorithms.loss.reward;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Sums;
import java.util.Arrays;
import java.util.Map;

/** What the losses of reward models measure alike. */
final class RewardSums {
  static final String LOSS = "loss";
  static final String ACCURACY = "accuracy";
  static final String EXAMPLES = "examples";

  private static final String MEAN = "mean_reward";
  private static final String LEAST = "min_reward";
  private static final String GREATEST = "max_reward";
  private static final String REWARDS = "rewards";

  private RewardSums() {}

  static void add(Sums sums, double reward) {
    sums.add(MEAN, reward).add(REWARDS, 1).least(LEAST, reward).greatest(GREATEST, reward);
  }

  /** The metrics, of a step that has any example. */
  static void put(Map<String, Double> metrics, Sums sums, Denominators step) {
    metrics.put(LOSS, sums.sum(LOSS));
    metrics.put("num_tokens", (double) step.tokens());
    if (sums.sum(REWARDS) > 0) {
      metrics.put(LEAST, sums.leastOf(LEAST));
      metrics.put(MEAN, sums.ratio(MEAN, REWARDS));
      metrics.put(GREATEST, sums.greatestOf(GREATEST));
    }
  }

  static double finite(double loss, double... rewards) {
    if (!Double.isFinite(loss)) {
      throw new InputException(
          "The loss of an example with the rewards "
              + Arrays.toString(rewards)
              + " is not a finite number; lower the learning rate");
    }
    return loss;
  }
}
