package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.store.manifest.DecidesNothing;
import java.util.List;
import java.util.Optional;

/**
 * How a policy is judged on held-out prompts.
 *
 * @param prompts held-out prompts used, the first of the split; 0 uses all
 * @param samples completions per prompt
 * @param temperature sampling temperature; 0 takes the most probable token
 * @param accuracy name of the reward whose mean is reported as accuracy, and by which the best
 *     checkpoint is chosen; null: the weighted sum's
 * @param every iterations between evaluations; 0 evaluates before the first and after the last only
 * @param best metric of a suite by which the best checkpoint is chosen in place of the accuracy,
 *     such as {@code NAME/pass@4}; null for the accuracy
 * @param patience evaluations without a better one, by what chooses the best checkpoint, after
 *     which a run ends before its last iteration; 0 for any number
 * @param suites further sets of prompts on which the same checkpoints are measured
 */
public record EvaluationSettings(
    int prompts,
    int samples,
    double temperature,
    String accuracy,
    @DecidesNothing int every,
    @DecidesNothing String best,
    @DecidesNothing int patience,
    List<SuiteSettings> suites) {

  public EvaluationSettings {
    Require.atLeast("prompts", prompts, 0);
    Require.atLeast("samples", samples, 1);
    Require.notNegative("temperature", temperature);
    Require.atLeast("every", every, 0);
    Require.atLeast("patience", patience, 0);
    suites = List.copyOf(suites);
    if (patience > 0 && every == 0) {
      throw new InputException(
          "patience is %d, but policies are evaluated before the first and after the last iteration only: set every"
              .formatted(patience));
    }
    if (suites.stream().map(SuiteSettings::name).distinct().count() < suites.size()) {
      throw new InputException("suites has the same name twice: give each its own");
    }
  }

  /** Name of the mean that is the accuracy, among those of {@link EvaluationResult}. */
  public String accuracyMean() {
    return accuracyMean(accuracy);
  }

  /** Name of the mean by which the best checkpoint is chosen. */
  public String decisiveMean() {
    return decisiveMean(Optional.ofNullable(best), Optional.ofNullable(accuracy));
  }

  /** The same by what settings say. */
  public static String decisiveMean(Optional<String> best, Optional<String> accuracy) {
    return best.orElse(accuracyMean(accuracy.orElse(null)));
  }

  private static String accuracyMean(String accuracy) {
    return accuracy == null ? EvaluationResult.SUM : EvaluationResult.FUNCTION + accuracy;
  }

  /** One sample of every held-out prompt, as the policy would answer a user. */
  public static EvaluationSettings defaults() {
    return sampling(0, 1, 1.0);
  }

  /** How completions are sampled, and nothing else. */
  public static EvaluationSettings sampling(int prompts, int samples, double temperature) {
    return new EvaluationSettings(prompts, samples, temperature, null, 0, null, 0, List.of());
  }
}
