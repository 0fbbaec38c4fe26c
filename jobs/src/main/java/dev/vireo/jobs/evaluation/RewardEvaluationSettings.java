package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Require;
import java.io.Serializable;

/**
 * How a reward model is judged.
 *
 * @param heldOut share of prompts whose pairs are held out, by the hash of the prompt's text; with
 *     0 the report is on the training pairs
 * @param bins bins of the reliability curve
 * @param groups groups of pairs by preference, and by difference of length
 */
public record RewardEvaluationSettings(double heldOut, int bins, int groups)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public RewardEvaluationSettings {
    if (!(heldOut >= 0 && heldOut < 1)) {
      throw new InputException(
          "held-out is %s; it must be at least 0 and below 1".formatted(heldOut));
    }
    Require.atLeast("bins", bins, 1);
    Require.atLeast("groups", groups, 1);
  }

  /** A tenth is held out. */
  public static RewardEvaluationSettings defaults() {
    return new RewardEvaluationSettings(0.1, 10, 5);
  }
}
