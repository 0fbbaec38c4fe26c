package dev.vireo.pipelines.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.preference.PreferenceLossSettings;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.functions.EnvironmentReward;
import dev.vireo.jobs.rewards.stage.ConfiguredRewards;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rollouts.CompletionEnds;
import dev.vireo.jobs.rollouts.Engine;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.rollouts.server.LogprobSource;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.jobs.torch.TrainingEngine;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.pipelines.spark.SparkSessions;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/** What can be known to be wrong with a configuration before the first stage has begun. */
public final class RunChecks {

  private RunChecks() {}

  /**
   * Checks what the settings of a policy's run and the model's config.json say. Neither Spark nor
   * data is asked.
   *
   * @throws InputException saying what is wrong, and what to do
   */
  public static void policy(PolicyRun config) {
    if (!config.mayLag()) {
      noLag(config.rollouts());
    }
    judging(config);
    lengths(config);
    stops(config);
    answers(config);
    environment(config);
    if (config.watches() && judges(config).isEmpty()) {
      throw new InputException(RunRewards.NO_JUDGE);
    }
    if (config.watches() && config.trainingEngine() == TrainingEngine.TORCH) {
      throw new InputException(
          "sft.%d.training.evaluate-every looks at the policy between steps, which training-engine torch does not show: leave it out, with stop-at-accuracy, or set training-engine to local"
              .formatted(config.watched().getAsInt()));
    }
    IntStream.range(0, config.sft().size()).forEach(phase -> config.sft().get(phase).check(phase));
    rescoring(config);
    SuiteRun.of(config).forEach(SuiteRun::check);
    choice(config);
  }

  /**
   * Checks that rollouts are not to be made ahead where there is no update to make them beside.
   *
   * @throws InputException if they are
   */
  public static void noLag(RolloutSettings rollouts) {
    if (rollouts.lag() > 0) {
      throw new InputException(
          "rollouts.lag is %d, but only the pipelines grpo and ppo sample ahead of an update: leave it out"
              .formatted(rollouts.lag()));
    }
  }

  /**
   * Checks that what makes the steps can compute a loss over preferences.
   *
   * @throws InputException if it cannot
   */
  public static void engine(PreferenceLossSettings loss, TrainingEngine engine) {
    if (loss.comparesDistributions() && engine == TrainingEngine.TORCH) {
      throw new InputException(
          "preference.loss is %s, which compares distributions with the reference policy's in each step, but the workers of training-engine torch hold no reference: set training-engine to local, or choose another loss"
              .formatted(loss.loss()));
    }
  }

  /** Checks a suite as what it is: prompts, rewards and completions of its own. */
  static void suite(SuiteRun suite) {
    try {
      suite.suite().check(suite.judges());
      if (suite.judges().isEmpty()) {
        throw new InputException(RunRewards.NO_JUDGE);
      }
      lengths(suite);
      answers(suite);
    } catch (InputException e) {
      String name = "suite '%s'".formatted(suite.suite().name());
      throw e.getMessage().contains(name) ? e : new InputException(name + ": " + e.getMessage(), e);
    }
  }

  /** Checks that a worker which scores beside a server's answers has all of the policy. */
  private static void rescoring(PolicyRun config) {
    RolloutSettings rollouts = config.rollouts();
    if (rollouts.engine() == Engine.OPENAI
        && rollouts.server().logprobs() == LogprobSource.RESCORE
        && config.workers().filter(TorchSettings::sharesParts).isPresent()) {
      throw new InputException(
          "rollouts.server.logprobs is rescore, for which one worker has all of the policy, but"
              + " with torch.sharding full each has a part of it: set rollouts.server.logprobs to"
              + " server, or torch.sharding to replicated");
    }
  }

  /** Checks what chooses the best checkpoint, and ends a run early. */
  private static void choice(PolicyRun config) {
    String best = config.evaluation().best();
    if (!(config instanceof IteratedRun)) {
      if (best != null || config.evaluation().patience() > 0) {
        throw new InputException(
            "evaluation.%s is for pipelines with iterations; this one makes one policy"
                .formatted(best == null ? "patience" : "best"));
      }
      return;
    }
    List<String> metrics =
        SuiteRun.of(config).stream().flatMap(suite -> suite.metricNames().stream()).toList();
    if (best != null && !metrics.contains(best)) {
      throw new InputException(
          metrics.isEmpty()
              ? "evaluation.best is '%s', but there are no evaluation.suites".formatted(best)
              : "evaluation.best is '%s'; it must be one of %s".formatted(best, metrics));
    }
  }

  /** The part of it that judging a model on held-out prompts takes. */
  static void heldOut(PolicyRun config) {
    RunSettings.require("prompts.path", config.prompts().path());
    judging(config);
  }

  private static void judging(PolicyRun config) {
    if (config.rewards().isEmpty()) {
      throw new InputException("The configuration has no rewards; at least one is needed");
    }
    String accuracy = config.evaluation().accuracy();
    List<String> judges = judges(config);
    if (accuracy != null && !judges.contains(accuracy)) {
      throw new InputException(
          judges.isEmpty()
              ? "evaluation.accuracy is '%s': %s".formatted(accuracy, RunRewards.NO_JUDGE)
              : "evaluation.accuracy is '%s'; it must be one of %s".formatted(accuracy, judges));
    }
  }

  /** Names of the rewards that can judge completions of held-out prompts. */
  static List<String> judges(PolicyRun config) {
    return config.rewards().stream()
        .filter(reward -> !reward.isDataset())
        .map(RewardSettings::name)
        .toList();
  }

  private static void lengths(PolicyRun config) {
    String model = config.policy().model();
    int context =
        model == null
            ? config.policy().requireNewModel().contextLength()
            : ModelDirectory.configOf(Path.of(model)).contextLength();
    requireRoom("rollouts.max-new-tokens", config.rollouts().maxNewTokens(), context, context);
    requireRoom(
        "prompts.max-prompt-tokens", config.prompts().maxPromptTokens(), context, context - 1);
  }

  private static void stops(PolicyRun config) {
    String model = config.policy().model();
    if (model != null) {
      CompletionEnds.check(
          config.rollouts().stop(), ModelDirectory.configOf(Path.of(model)).vocabularySize());
      return;
    }
    // A tokenizer that is trained on demonstrations comes to as many tokens as this, or fewer.
    int asked = config.policy().requireNewModel().vocabularySize();
    try (Tokenizer bytes = ByteTokenizer.create()) {
      CompletionEnds.check(config.rollouts().stop(), asked == 0 ? bytes.vocabularySize() : asked);
    }
  }

  private static void requireRoom(String key, int tokens, int context, int most) {
    if (tokens > most) {
      throw new InputException(
          "%s is %d, and the policy's context %d tokens for prompt and completion together: set it to at most %d"
              .formatted(key, tokens, context, most));
    }
  }

  private static void environment(PolicyRun config) {
    for (RewardSettings reward : config.rewards()) {
      if (config.environment() == null && reward.type().equals(EnvironmentReward.TYPE)) {
        throw new InputException(
            "%s is what an environment gives, but there is none: set environment, in pipelines grpo, ppo, online-preference and study, or leave it out"
                .formatted(reward.described()));
      }
    }
  }

  private static void answers(PolicyRun config) {
    List<RewardSettings> functions =
        config.rewards().stream()
            .filter(reward -> config.prompts().answerColumn() == null && !reward.isDataset())
            .toList();
    if (functions.isEmpty()) {
      return;
    }
    for (RewardSettings reward : ConfiguredRewards.needingAnswers(functions)) {
      throw new InputException(
          "reward '%s' (%s) compares completions with the prompts' answers: name their column in %s.answer-column"
              .formatted(reward.name(), reward.type(), config.promptsKey()));
    }
  }

  /**
   * Checks the rewards, and the environment, if there is no run yet. Spark is started where a
   * reward is an expression or a pipeline; if there are none nothing is judged.
   *
   * @throws InputException naming the reward that cannot be used
   */
  public static void rewards(PolicyRun config) {
    RunConversations.of(config);
    if (config.rewards().isEmpty()) {
      return;
    }
    List<RewardSettings> rewards = RunRewards.settings(config.rewards());
    RewardScorer.create(rewards).checkAttributes(config.prompts().attributeColumns());
    if (!ConfiguredRewards.ofColumns(rewards).isEmpty()) {
      SparkSession session = SparkSessions.open("vireo plan");
      try {
        ConfiguredRewards.checkColumns(rewards, session);
      } finally {
        session.stop();
      }
    }
    SuiteRun.of(config).forEach(RunChecks::rewards);
  }

  /**
   * Checks that the servers that rewards ask take connections.
   *
   * @throws InputException naming the reward whose server does not
   */
  static void rewardServers(PolicyRun config) {
    if (!config.rewards().isEmpty()) {
      RewardScorer.create(RunRewards.settings(config.rewards())).checkServers();
    }
    SuiteRun.of(config).forEach(RunChecks::rewardServers);
  }

  /**
   * Checks that suites are not asked for where nothing is evaluated.
   *
   * @throws InputException if they are
   */
  public static void noSuites(PolicyRun config) {
    if (!config.evaluation().suites().isEmpty()) {
      throw new InputException(
          "evaluation.suites is given, but without prompts.path nothing is evaluated: give it, or"
              + " leave the suites out");
    }
  }

  /**
   * Checks that prompts are held out where the settings ask for what they say.
   *
   * @throws InputException if none are
   */
  public static void heldOutPrompts(PolicyRun config, Prompts prompts) {
    boolean asked =
        config.evaluation().accuracy() != null
            || config.evaluation().every() > 0 && config.evaluation().suites().isEmpty()
            || config.watches();
    if (asked) {
      requireHeldOut(prompts.evalCount());
    }
  }

  /**
   * Makes sure that something is held out.
   *
   * @throws InputException if nothing is
   */
  static void requireHeldOut(long prompts) {
    if (prompts == 0) {
      throw new InputException(
          "No prompts are held out, so there is nothing to evaluate with: raise"
              + " prompts.eval-fraction, or name a column that says train or eval in"
              + " prompts.split-column");
    }
  }
}
