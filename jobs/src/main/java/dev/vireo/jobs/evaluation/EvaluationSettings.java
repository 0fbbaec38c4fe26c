package dev.vireo.jobs.evaluation;

import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.store.manifest.DecidesNothing;

/**
 * How a policy is judged on held-out prompts.
 *
 * @param prompts held-out prompts used, the first of the split; 0 uses all
 * @param samples completions per prompt
 * @param temperature sampling temperature; 0 takes the most probable token
 * @param accuracy name of the reward whose mean is reported as accuracy, and by which the best
 *     checkpoint is chosen; null: the weighted sum's
 * @param every iterations between evaluations; 0 evaluates before the first and after the last only
 */
public record EvaluationSettings(
    int prompts, int samples, double temperature, String accuracy, @DecidesNothing int every) {

  public EvaluationSettings {
    Require.atLeast("prompts", prompts, 0);
    Require.atLeast("samples", samples, 1);
    Require.notNegative("temperature", temperature);
    Require.atLeast("every", every, 0);
  }

  /** Name of the mean that is the accuracy, among those of {@link EvaluationResult}. */
  public String decisiveMean() {
    return accuracy == null ? EvaluationResult.SUM : EvaluationResult.FUNCTION + accuracy;
  }

  /** One sample of every held-out prompt, as the policy would answer a user. */
  public static EvaluationSettings defaults() {
    return new EvaluationSettings(0, 1, 1.0, null, 0);
  }
}
