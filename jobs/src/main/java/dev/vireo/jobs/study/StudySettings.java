package dev.vireo.jobs.study;

import dev.vireo.jobs.rewards.continuations.SearchSettings;
import dev.vireo.jobs.rollouts.refinement.RefineSettings;
import dev.vireo.jobs.runtime.settings.Require;
import java.io.Serializable;

/**
 * What a study compares.
 *
 * @param split which prompts are sampled: those that are held out, or those for training
 * @param prompts how many of them; 0 for all
 * @param proxy name of the reward that chooses among completions; null for the weighted sum of all
 * @param gold name of the reward that the choice is judged by
 * @param vote how completions vote on the answer; null for no votes
 * @param accept which completions become demonstrations; null for none
 * @param search a search over steps; null for none
 * @param refine rounds in which the policy improves its own answers; null for none
 * @param trained checkpoints of a run that optimized the proxy; null for none
 * @param resamples how often the bootstrap draws the prompts
 */
public record StudySettings(
    StudySplit split,
    int prompts,
    String proxy,
    String gold,
    VoteSettings vote,
    AcceptSettings accept,
    SearchSettings search,
    RefineSettings refine,
    TrainedPolicies trained,
    int resamples)
    implements Serializable {

  public StudySettings {
    Require.given("split", split, "eval or train");
    Require.atLeast("prompts", prompts, 0);
    Require.atLeast("resamples", resamples, 10);
  }

  /** Every default but the gold reward, which has none. */
  public static StudySettings defaults() {
    return new StudySettings(StudySplit.EVAL, 0, null, null, null, null, null, null, null, 1000);
  }
}
