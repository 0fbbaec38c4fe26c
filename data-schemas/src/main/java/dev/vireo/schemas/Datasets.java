package dev.vireo.schemas;

import java.util.List;
import java.util.Optional;

/** The closed set of a run's datasets. SPEC.md says what each is for. */
public final class Datasets {
  /**
   * Version of the schemas and of how files hold them: 1 more whenever either changes. Every
   * version that was ever released has its frozen copies among this module's test resources.
   */
  public static final int SCHEMA_VERSION = 6;

  /** What the policy is asked, train and eval prompts apart. */
  public static final DatasetType<Prompt> PROMPTS =
      new DatasetType<>("prompts", Prompt.class, "split", "prompt_id");

  /** Worked examples for supervised fine-tuning. */
  public static final DatasetType<Demonstration> DEMONSTRATIONS =
      new DatasetType<>("demonstrations", Demonstration.class, null, "demonstration_id");

  /** Pairs of a preferred and a rejected completion, for training a reward. */
  public static final DatasetType<Preference> PREFERENCES =
      new DatasetType<>("preferences", Preference.class, null, "pair_id");

  /** Pairs of a preferred and a rejected completion as tokens, for training a policy. */
  public static final DatasetType<PreferencePair> PREFERENCE_PAIRS =
      new DatasetType<>("preference_pairs", PreferencePair.class, null, "pair_id");

  /** What the reference policy says of preference pairs. */
  public static final DatasetType<PreferenceLogprobs> PREFERENCE_LOGPROBS =
      new DatasetType<>("preference_logprobs", PreferenceLogprobs.class, null, "pair_id");

  /** Completions as tokens, each with a verdict, for training a policy or a reward. */
  public static final DatasetType<UnpairedExample> UNPAIRED_EXAMPLES =
      new DatasetType<>("unpaired_examples", UnpairedExample.class, null, "example_id");

  /** What the reference policy says of unpaired examples. */
  public static final DatasetType<UnpairedLogprobs> UNPAIRED_LOGPROBS =
      new DatasetType<>("unpaired_logprobs", UnpairedLogprobs.class, null, "example_id");

  /** Completions whose steps were judged by continuing from them. */
  public static final DatasetType<StepLabels> STEP_LABELS =
      new DatasetType<>("step_labels", StepLabels.class, null, "example_id");

  /** Completions as tokens with labels of their steps, for training a process reward model. */
  public static final DatasetType<StepExample> STEP_EXAMPLES =
      new DatasetType<>("step_examples", StepExample.class, null, "example_id");

  /** Groups of completions, sampled from the old policy. */
  public static final DatasetType<Rollout> ROLLOUTS =
      new DatasetType<>("rollouts", Rollout.class, "iteration", "iteration", "prompt_id");

  /** Log-probabilities under policies that did not sample the completions. */
  public static final DatasetType<Logprobs> LOGPROBS =
      new DatasetType<>("logprobs", Logprobs.class, "iteration", "iteration", "prompt_id");

  /** Which of an iteration's groups are trained on, and why others are not. */
  public static final DatasetType<Selection> SELECTIONS =
      new DatasetType<>("selections", Selection.class, "iteration", "iteration", "prompt_id");

  /** Rewards of the completions. */
  public static final DatasetType<Rewards> REWARDS =
      new DatasetType<>("rewards", Rewards.class, "iteration", "iteration", "prompt_id");

  /** What judges answered, by the iteration whose completions they judged. */
  public static final DatasetType<Verdict> VERDICTS =
      new DatasetType<>(
          "verdicts",
          Verdict.class,
          "iteration",
          "iteration",
          "reward",
          "prompt_id",
          "first_sample",
          "second_sample",
          "ask");

  /** What more completions of a prompt are worth. */
  public static final DatasetType<BestOfNCurve> BEST_OF_N =
      new DatasetType<>("best_of_n", BestOfNCurve.class, "iteration", "iteration", "prompt_id");

  /** Completions that rejection sampling keeps. */
  public static final DatasetType<AcceptedCompletion> ACCEPTED =
      new DatasetType<>("accepted", AcceptedCompletion.class, null, "completion_id");

  /** A critic's values of the completions' states. */
  public static final DatasetType<Values> VALUES =
      new DatasetType<>("values", Values.class, "iteration", "iteration", "prompt_id");

  /** Adjusted rewards and advantages of the completions. */
  public static final DatasetType<Advantages> ADVANTAGES =
      new DatasetType<>("advantages", Advantages.class, "iteration", "iteration", "prompt_id");

  /** Numbers measured along the way. */
  public static final DatasetType<Metric> METRICS =
      new DatasetType<>("metrics", Metric.class, "iteration", "iteration", "step", "name");

  /** Completions of held-out prompts with their rewards, by the checkpoint that made them. */
  public static final DatasetType<Evaluation> EVALUATIONS =
      new DatasetType<>("evaluations", Evaluation.class, "step", "step", "prompt_id");

  /** What judges answered about completions of held-out prompts, by the checkpoint they are of. */
  public static final DatasetType<HeldOutVerdict> HELD_OUT_VERDICTS =
      new DatasetType<>(
          "held_out_verdicts",
          HeldOutVerdict.class,
          "step",
          "step",
          "reward",
          "prompt_id",
          "first_sample",
          "second_sample",
          "ask");

  /** Metrics of the checkpoints on an evaluation suite. */
  public static final DatasetType<SuiteResult> SUITE_RESULTS =
      new DatasetType<>("suite_results", SuiteResult.class, "step", "step", "metric");

  /** What a reward model makes of texts that belong to no run. */
  public static final DatasetType<TextScore> SCORES =
      new DatasetType<>("scores", TextScore.class, null, "text_id");

  private static final List<DatasetType<?>> ALL =
      List.of(
          PROMPTS,
          DEMONSTRATIONS,
          PREFERENCES,
          PREFERENCE_PAIRS,
          PREFERENCE_LOGPROBS,
          UNPAIRED_EXAMPLES,
          UNPAIRED_LOGPROBS,
          STEP_LABELS,
          STEP_EXAMPLES,
          ROLLOUTS,
          LOGPROBS,
          REWARDS,
          SELECTIONS,
          VERDICTS,
          BEST_OF_N,
          ACCEPTED,
          VALUES,
          ADVANTAGES,
          METRICS,
          EVALUATIONS,
          HELD_OUT_VERDICTS,
          SUITE_RESULTS,
          SCORES);

  private Datasets() {}

  /** Every dataset, in the order in which a run makes them. */
  public static List<DatasetType<?>> all() {
    return ALL;
  }

  /** The dataset of the given name, if there is one. */
  public static Optional<DatasetType<?>> named(String name) {
    for (DatasetType<?> type : ALL) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
