package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.bestofn.MajorityVote;
import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.settings.Require;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A set of prompts on which checkpoints are measured, with how they are sampled, judged and
 * counted.
 *
 * @param name the suite's name, in folders and in front of its metrics
 * @param prompts where its prompts come from, all of them, or the eval ones where a column says so;
 *     without a path they are the run's held-out ones
 * @param limit prompts used, the first ones; 0 uses all
 * @param completions completions per prompt
 * @param temperature sampling temperature; 0 takes the most probable token
 * @param maxNewTokens longest completion, in tokens; 0 for that of the rollouts
 * @param rewards what judges its completions; none for the run's rewards
 * @param metrics what is measured
 * @param intervals how the metrics' intervals are found
 */
public record SuiteSettings(
    String name,
    PromptSettings prompts,
    int limit,
    int completions,
    double temperature,
    int maxNewTokens,
    List<RewardSettings> rewards,
    SuiteMetricSettings metrics,
    IntervalSettings intervals) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

  public SuiteSettings {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new InputException(
          "a suite's name is '%s'; use letters, digits, - and _, starting with a letter"
              .formatted(name));
    }
    rewards = List.copyOf(rewards);
    Require.atLeast("limit", limit, 0);
    Require.atLeast("completions", completions, 1);
    Require.notNegative("temperature", temperature);
    Require.atLeast("max-new-tokens", maxNewTokens, 0);
    if (prompts.path() == null && !prompts.equals(allOf(PromptSettings.defaults()))) {
      throw new InputException(
          "suite '%s' says how prompts are read, but not where they are: give prompts.path, or leave prompts out for the run's held-out ones"
              .formatted(name));
    }
    if (temperature == 0 && completions > 1) {
      throw new InputException(
          "temperature is 0, which makes all %d completions of a prompt the same: raise it, or set completions to 1"
              .formatted(completions));
    }
    if (!metrics.majorityAt().isEmpty() && completions > MajorityVote.LARGEST_GROUP) {
      throw new InputException(
          "completions is %d; for majority-at it must be at most %d"
              .formatted(completions, MajorityVote.LARGEST_GROUP));
    }
  }

  /** One completion of each of the run's held-out prompts. */
  public static SuiteSettings defaults() {
    return new SuiteSettings(
        "suite",
        allOf(PromptSettings.defaults()),
        0,
        1,
        1.0,
        0,
        List.of(),
        SuiteMetricSettings.defaults(),
        IntervalSettings.defaults());
  }

  /** Prompts of which none is for training. */
  private static PromptSettings allOf(PromptSettings prompts) {
    return new PromptSettings(
        prompts.path(),
        prompts.format(),
        prompts.csvEscape(),
        prompts.idColumn(),
        prompts.promptColumn(),
        prompts.promptTemplate(),
        prompts.messagesColumn(),
        prompts.chat(),
        prompts.answerColumn(),
        prompts.attributeColumns(),
        prompts.splitColumn(),
        1,
        DuplicatePolicy.ERROR,
        prompts.maxPromptTokens(),
        prompts.tooLong(),
        prompts.chunkSize());
  }

  /** Whether it has prompts of its own. */
  public boolean hasPrompts() {
    return prompts.path() != null;
  }

  /** Where it is in the run directory, laid out like a run. */
  public String folder() {
    return PublishedSuites.folder(name);
  }

  /** A metric as it is named among those of a run. */
  public String named(String metric) {
    return name + "/" + metric;
  }

  /** How training samples, where the suite does not say otherwise. */
  public RolloutSettings sampling(RolloutSettings rollouts) {
    return maxNewTokens == 0 ? rollouts : rollouts.withMaxNewTokens(maxNewTokens);
  }

  /** How the suite's completions are sampled, as an evaluation. */
  public EvaluationSettings evaluation() {
    return EvaluationSettings.sampling(limit, completions, temperature);
  }

  /**
   * Its metrics' names as they are named among those of a run.
   *
   * @param rewards names of the rewards that judge its completions
   */
  public List<String> metricNames(List<String> rewards) {
    return metrics.names(rewards).stream().map(this::named).toList();
  }

  /**
   * Checks that its metrics can be measured.
   *
   * @param judges names of the rewards that judge its completions
   * @throws InputException naming the setting that asks for more
   */
  public void check(List<String> judges) {
    metrics.check(name, completions, judges);
  }
}
