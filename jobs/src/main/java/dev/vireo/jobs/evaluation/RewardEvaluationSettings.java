package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Require;
import java.io.Serializable;

/**
 * How a reward model is judged.
 *
 * @param heldOut share of prompts whose pairs or completions are held out, by the hash of the
 *     prompt's text; with 0 the report is on those of training
 * @param bins bins of the reliability curve
 * @param groups groups of pairs by preference, and by difference of length
 * @param mllib whether a linear model of words and characters is fitted to the training pairs by
 *     MLlib, and its accuracy on the same held-out pairs reported beside; single completions have
 *     none
 */
public record RewardEvaluationSettings(double heldOut, int bins, int groups, boolean mllib)
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
    return new RewardEvaluationSettings(0.1, 10, 5, true);
  }

  /** The same without MLlib's model. */
  public RewardEvaluationSettings withoutMllib() {
    return new RewardEvaluationSettings(heldOut, bins, groups, false);
  }
}
