package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.advantages.AdjustRewards;
import dev.vireo.jobs.data.demonstrations.ShardDemonstrations;
import dev.vireo.jobs.data.preferences.PreferenceReader;
import dev.vireo.jobs.data.prompts.ShardPrompts;
import dev.vireo.jobs.evaluation.EvaluatePolicy;
import dev.vireo.jobs.finetune.FineTunePolicy;
import dev.vireo.jobs.policy.StartingAdapter;
import dev.vireo.jobs.policy.StartingPolicy;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rewards.stage.ScoreRewards;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.scores.ScoreLogprobs;
import dev.vireo.jobs.update.UpdatePolicy;
import dev.vireo.store.manifest.Difference;
import dev.vireo.store.manifest.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the stages of a configuration read of it. */
final class Readings {

  private static final String INPUT = "input ";

  /**
   * What one stage reads.
   *
   * @param folder where in the run directory its output begins
   * @param declared the settings
   * @param endings of inputs whose names carry a setting
   */
  record Reading(String folder, Fingerprint declared, Map<String, String> endings) {

    /** What the first of the outputs was made from, where that is not what is read now. */
    List<Difference> differences(List<Outputs.Output> published) {
      return published.stream()
          .filter(output -> output.folder().startsWith(folder))
          .map(output -> output.manifest().fingerprint())
          .filter(made -> made.stage().equals(declared.stage()))
          .findFirst()
          .map(this::differences)
          .orElse(List.of());
    }

    private List<Difference> differences(Fingerprint made) {
      Fingerprint now = declared;
      for (Map.Entry<String, String> input : made.inputs().entrySet()) {
        now = now.input(input.getKey(), input.getValue());
      }
      List<Difference> differences = new ArrayList<>(made.differences(now));
      endings.forEach(
          (name, ending) -> {
            String input = made.inputs().getOrDefault(name, "");
            if (!input.endsWith(ending)) {
              differences.add(new Difference(INPUT + name, input, ending));
            }
          });
      return differences;
    }
  }

  private final StageContext context;
  private final RunConfig config;
  private final RunRewards rewards;

  Readings(StageContext context, RunConfig config) {
    this.context = context;
    this.config = config;
    this.rewards = new RunRewards(context, config);
  }

  /** What a stage reads; empty where the configuration has no such stage, or it reads nothing. */
  List<Reading> of(RunStage stage) {
    long seed = context.seed();
    return switch (stage) {
      case SHARD_PREFERENCES ->
          config.rewardModel().trains()
              ? plain(PreferenceReader.declared(config.rewardModel().preferences()))
              : List.of();
      case STARTING_POLICY ->
          config.policy().model() == null
              ? plain(StartingPolicy.declared(config.policy().requireNewModel(), seed))
              : List.of();
      case SHARD_PROMPTS -> plain(ShardPrompts.declared(config.prompts()));
      case FINE_TUNE_POLICY -> fineTuning();
      case STARTING_ADAPTER ->
          config.policy().adapter() == null
              ? List.of()
              : plain(StartingAdapter.declared(config.policy().adapter(), seed));
      case COLLECT_ROLLOUTS ->
          List.of(
              new Reading(
                  "",
                  CollectRollouts.declared(rollouts(), seed),
                  Map.of("prompts", "/" + config.promptsPerIteration())));
      case SCORE_LOGPROBS ->
          config.needsReference()
              ? plain(ScoreLogprobs.declared(config.rollouts().temperature()))
              : List.of();
      case SCORE_REWARDS ->
          rewards.awaitModel()
              ? List.of()
              : plain(ScoreRewards.of(rewards.settings()).declared(context.session()));
      case ADJUST_REWARDS -> plain(AdjustRewards.declared(config.advantages()));
      case UPDATE_POLICY -> plain(UpdatePolicy.declared(config.update(), seed));
      case EVALUATE_POLICY ->
          (rewards.awaitModel() ? Optional.<RewardScorer>empty() : rewards.heldOutScorer())
              .map(
                  scorer ->
                      List.of(
                          new Reading(
                              "",
                              EvaluatePolicy.declared(
                                  context, rollouts(), scorer, config.evaluation()),
                              Map.of("prompts", "/" + config.evaluation().prompts()))))
              .orElse(List.of());
      case TRAIN_REWARD_MODEL, PUBLISH_REWARDS -> List.of();
    };
  }

  /** With the ends of the policy's own tokenizer, as the stages read them. */
  private RolloutSettings rollouts() {
    return RunRollouts.of(config, Progress.NONE);
  }

  private static List<Reading> plain(Fingerprint declared) {
    return List.of(new Reading("", declared, Map.of()));
  }

  private List<Reading> fineTuning() {
    List<Reading> readings = new ArrayList<>();
    for (FineTunePhase phase : config.fineTuning()) {
      String folder = FineTunePolicy.FOLDER + "/" + phase.name() + "/";
      Map<String, String> endings = new TreeMap<>();
      endings.put(
          "watched",
          phase.training().evaluateEvery() == 0
              ? "nothing"
              : "/" + config.evaluation().prompts() + "/" + config.evaluation().accuracy());
      readings.add(
          new Reading(folder, FineTunePolicy.declared(phase.training(), context.seed()), endings));
      readings.add(
          new Reading(folder, ShardDemonstrations.declared(phase.demonstrations()), Map.of()));
    }
    return readings;
  }

  static boolean areInputs(List<Difference> differences) {
    return differences.stream().allMatch(each -> each.name().startsWith(INPUT));
  }

  /** Whether the policy that a stage starts from is another one. */
  static boolean isOfPolicy(List<Difference> differences) {
    return differences.stream()
        .anyMatch(
            each ->
                each.name().equals(INPUT + "policy") || each.name().equals(INPUT + "reference"));
  }

  /** Whether a setting decides from which policy reinforcement starts. */
  static boolean isOfPolicy(String key) {
    return key.startsWith("policy.") || key.startsWith("fine-tuning");
  }

  /** Something that has changed, in words. */
  static String words(RunStage stage, Difference difference) {
    return switch (stage.title() + " " + difference.name()) {
      case "shard-prompts input source" -> "prompts.path: its rows have changed";
      case "fine-tune-policy input source" -> "fine-tuning: the demonstrations' rows have changed";
      case "shard-preferences input source" ->
          "reward-model.preferences.path: its rows have changed";
      case "shard-prompts input tokenizer", "fine-tune-policy input tokenizer" ->
          "policy.model: its tokenizer's files have changed";
      case "fine-tune-policy input policy",
          "starting-adapter input policy",
          "collect-rollouts input policy",
          "evaluate-policy input policy" ->
          "policy.model, or what it was fine-tuned on: files have changed";
      case "collect-rollouts input prompts", "evaluate-policy input prompts" ->
          "the prompts have changed";
      default -> difference.toString();
    };
  }
}
