package dev.vireo.pipelines.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.AttributeCheck;
import dev.vireo.jobs.rewards.PromptStatistics;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.judge.JudgeReward;
import dev.vireo.jobs.rewards.stage.ConfiguredRewards;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.runtime.StageContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a run rewards. */
public final class RunRewards {

  /** The folder of the model in the run directory of a pipeline that trains one. */
  public static final String MODEL = "mllib";

  static final String NO_JUDGE =
      "Rewards of type dataset do not cover held-out prompts: add one of another type, with weight"
          + " 0 if it should not count";

  private static final String MLLIB = "mllib";
  private static final String FROM = "from";
  private static final String PATH = "path";

  private final StageContext context;
  private final PolicyRun config;

  /** The rewards of a run. */
  public RunRewards(StageContext context, PolicyRun config) {
    this.context = context;
    this.config = config;
  }

  /**
   * Binds all rewards, those of suites too.
   *
   * @throws InputException naming the reward that cannot be used
   */
  public void check() {
    RewardScorer.create(settings()).checkAttributes(config.prompts().attributeColumns());
    ConfiguredRewards.checkColumns(settings(), context.session());
    SuiteRun.of(config).forEach(suite -> new RunRewards(context, suite).check());
  }

  /**
   * Checks that steps are rewarded.
   *
   * @param asked the setting that asks for it, with its value
   * @param other what else it may be set to
   * @throws InputException if no reward with a weight judges any
   */
  public static void requireSteps(List<RewardSettings> rewards, String asked, String other) {
    if (!RewardScorer.create(settings(rewards)).judgesSteps()) {
      throw new InputException(
          "%s, but no reward judges steps: give one, such as type steps, a weight, or set it to %s"
              .formatted(asked, other));
    }
  }

  /** Asks each prompt for the statistics by which rewards are normalized. */
  static AttributeCheck statistics(List<RewardSettings> rewards) {
    Map<String, PromptStatistics> normalized = new LinkedHashMap<>();
    rewards.stream()
        .filter(reward -> reward.normalize() != null)
        .forEach(reward -> normalized.put(reward.name(), reward.normalize()));
    return attributes ->
        normalized.entrySet().stream()
            .flatMap(each -> each.getValue().problem(attributes).stream().map(named(each.getKey())))
            .findFirst();
  }

  private static UnaryOperator<String> named(String reward) {
    return problem -> "cannot be normalized for reward '%s': %s".formatted(reward, problem);
  }

  /** Whether judges are asked, whose verdicts are kept. */
  public boolean askJudges() {
    return config.rewards().stream().anyMatch(reward -> reward.type().equals(JudgeReward.TYPE));
  }

  /** Whether some are computed elsewhere and published into the run. */
  public boolean arePublished() {
    return config.rewards().stream().anyMatch(RewardSettings::isDataset);
  }

  /** The configured rewards, those of another run's reward model with its place. */
  public List<RewardSettings> settings() {
    return settings(config.rewards());
  }

  /** The same of these. */
  public static List<RewardSettings> settings(List<RewardSettings> rewards) {
    return rewards.stream().map(RunRewards::withModel).toList();
  }

  /**
   * Scores held-out prompts' completions with them, but for those whose values are published for
   * rollouts alone; empty if there are no others.
   */
  public Optional<RewardScorer> heldOutScorer() {
    return RewardScorer.withoutDatasets(settings())
        .map(scorer -> scorer.keepingAnswersIn(context.run()));
  }

  /**
   * The same where it is needed.
   *
   * @throws InputException if all rewards are published ones
   */
  public RewardScorer requireHeldOutScorer() {
    return heldOutScorer().orElseThrow(() -> new InputException(NO_JUDGE));
  }

  /**
   * The name of the published reward that is meant.
   *
   * @param name its name; empty if there is only one
   * @throws InputException if there is none, or which one is not clear
   */
  public String published(Optional<String> name) {
    List<String> names =
        RewardScorer.create(settings()).datasetRewards().stream()
            .map(RewardSettings::name)
            .toList();
    if (names.isEmpty()) {
      throw new InputException("The configuration has no reward of type dataset to publish");
    }
    return name.or(() -> names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty())
        .filter(names::contains)
        .orElseThrow(() -> new InputException("--name must be one of " + names));
  }

  private static RewardSettings withModel(RewardSettings reward) {
    if (!reward.type().equals(MLLIB) || !reward.options().containsKey(FROM)) {
      return reward;
    }
    if (reward.options().containsKey(PATH)) {
      throw new InputException(
          "reward '%s' has both path and from: give a pipeline's folder, or the run that trained it"
              .formatted(reward.name()));
    }
    Map<String, Object> options = new LinkedHashMap<>(reward.options());
    Object run = options.remove(FROM);
    options.put(PATH, run.toString().replaceAll("/+$", "") + "/" + MODEL);
    // The margin, not the probability: differences of rewards are what it was trained on.
    options.putIfAbsent("output-column", "rawPrediction");
    return reward.with(options);
  }
}
