package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardOptions;
import java.io.Serializable;

/**
 * Options of a reward of type {@code implicit-reward}.
 *
 * @param path directory of the policy that learned from preferences, at the same place on every
 *     machine; required
 * @param reference directory of the policy that it was held against, with the same tokenizer;
 *     required
 * @param beta what the log-ratio is multiplied by, above 0: that of the training
 * @param tokens whether each token is a step with a reward of its own; false gives a completion the
 *     sum alone
 * @param tokensPerBatch tokens, padding included, that go through the layers together
 */
public record ImplicitRewardOptions(
    String path, String reference, double beta, boolean tokens, int tokensPerBatch)
    implements Serializable {

  /** Checks the numbers. */
  public ImplicitRewardOptions {
    if (!(beta > 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          "option 'beta' is %s; it must be finite and above 0".formatted(beta));
    }
    RewardOptions.atLeast("tokens-per-batch", tokensPerBatch, 1);
  }

  /** The defaults. */
  public static ImplicitRewardOptions defaults() {
    return new ImplicitRewardOptions(null, null, 0.1, false, 4096);
  }
}
