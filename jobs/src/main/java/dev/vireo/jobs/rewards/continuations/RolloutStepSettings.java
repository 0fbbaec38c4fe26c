package dev.vireo.jobs.rewards.continuations;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.store.manifest.DecidesNothing;
import java.io.Serializable;
import java.util.Objects;

/**
 * How the steps of rollouts are labelled by continuing from them.
 *
 * @param run the rollouts' run directory; null for none
 * @param fromIteration the first iteration, from 1
 * @param toIteration the last iteration; 0 for the last finished one
 * @param policy the directory of the model that continues; null for the one that the process reward
 *     model starts from
 * @param completions how many completions of each group are labelled; 0 for all
 * @param threshold the reward from which on a completion is right
 * @param labels soft: the share of continuations that are right. hard: whether any is
 */
public record RolloutStepSettings(
    @DecidesNothing String run,
    int fromIteration,
    int toIteration,
    @DecidesNothing String policy,
    int completions,
    double threshold,
    StepLabelKind labels)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public RolloutStepSettings {
    run = HomePath.expand(run);
    policy = HomePath.expand(policy);
    Objects.requireNonNull(labels, "labels");
    Require.atLeast("from-iteration", fromIteration, 1);
    if (toIteration != 0 && toIteration < fromIteration) {
      throw new InputException(
          "to-iteration is %d; it must be at least from-iteration, %d, or 0 for the last one"
              .formatted(toIteration, fromIteration));
    }
    Require.atLeast("completions", completions, 0);
    if (!Double.isFinite(threshold)) {
      throw new InputException("threshold is " + threshold + "; it must be a finite number");
    }
  }

  /** Soft labels of all completions, which are right with a reward of 1. */
  public static RolloutStepSettings defaults() {
    return new RolloutStepSettings(null, 1, 0, null, 0, 1, StepLabelKind.SOFT);
  }
}
