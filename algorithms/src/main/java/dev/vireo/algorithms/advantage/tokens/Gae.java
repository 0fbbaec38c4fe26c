package dev.vireo.algorithms.advantage.tokens;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * Generalised advantage estimation (arXiv 1506.02438, equations 11 and 16) over the tokens of a
 * completion. With the error delta_t = r_t + gamma V_{t+1} - V_t:
 *
 * <pre>
 *   A_t = delta_t + gamma lambda A_{t+1}
 *   R_t = A_t + V_t
 * </pre>
 *
 * <p>Beyond the last state, value and advantage are 0. A token that the policy did not write is
 * passed over: its reward and value are not looked at, the token before it sees the next one that
 * was written, and its own advantage is 0.
 *
 * @param gamma discount of a reward per token, in [0, 1]
 * @param lambda weight of longer estimates, in [0, 1]: 0 trusts the values alone, with 1 the
 *     advantage is the reward to go less the value
 */
public record Gae(double gamma, double lambda) implements Serializable {

  /** Checks each setting. */
  public Gae {
    requireShare("gamma", gamma);
    requireShare("lambda", lambda);
  }

  /** No discount, and estimates of length 20 on average (TRL's and DeepSpeed-Chat's). */
  public static Gae defaults() {
    return new Gae(1, 0.95);
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new InputException(name + " is " + value + "; it must be in [0, 1]");
    }
  }

  /**
   * Estimates for the states of one completion.
   *
   * @param rewards [S]
   * @param values [S] of the state before each token, and of the state after the last one where
   *     that has a reward too
   * @param written [S] whether the policy wrote the token; what follows the last token counts as
   *     written
   * @return advantages and returns, [S] each
   * @throws InputException if a value that counts is not a finite number
   */
  public TokenEstimates estimate(double[] rewards, double[] values, boolean[] written) {
    if (values.length != rewards.length || written.length != rewards.length) {
      throw new InputException(
          "%d rewards, %d values and a mask of %d do not belong to the same tokens"
              .formatted(rewards.length, values.length, written.length));
    }
    double[] advantages = new double[rewards.length];
    double[] returns = new double[rewards.length];
    double nextValue = 0;
    double nextAdvantage = 0;
    for (int t = rewards.length - 1; t >= 0; t--) {
      if (!written[t]) {
        continue;
      }
      double error = rewards[t] + gamma * nextValue - values[t];
      nextAdvantage = error + gamma * lambda * nextAdvantage;
      nextValue = values[t];
      if (!Double.isFinite(nextAdvantage)) {
        throw new InputException(
            "The advantage of token %d is %s: its reward is %s and its value %s"
                .formatted(t, nextAdvantage, rewards[t], values[t]));
      }
      advantages[t] = nextAdvantage;
      returns[t] = nextAdvantage + nextValue;
    }
    return new TokenEstimates(advantages, returns);
  }
}
