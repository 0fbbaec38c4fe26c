package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rollouts.CompletionEnds;
import dev.vireo.jobs.rollouts.Engine;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.rollouts.server.ServerReach;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.pipelines.spark.SparkSessions;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** What can be known to be wrong with a configuration before the first stage has begun. */
public final class RunChecks {

  private RunChecks() {}

  /**
   * Checks what the settings and the model's config.json say. Neither Spark nor data is asked.
   *
   * @throws InputException saying what is wrong, and what to do
   */
  public static void settings(RunConfig config) {
    judging(config);
    lengths(config);
    stops(config);
    signal(config);
    answers(config);
    boolean watches =
        config.fineTuning().stream().anyMatch(phase -> phase.training().evaluateEvery() > 0);
    if (watches && judges(config).isEmpty()) {
      throw new InputException(RunRewards.NO_JUDGE);
    }
  }

  /** The part of it that judging a model on held-out prompts takes. */
  static void heldOut(RunConfig config) {
    requireSetting("prompts.path", config.prompts().path());
    judging(config);
  }

  /**
   * Checks that the settings say where the run lies and what it reads.
   *
   * @throws InputException naming the one that is missing
   */
  static void places(RunConfig config) {
    requireSetting("run", config.run());
    requireSetting("prompts.path", config.prompts().path());
  }

  private static void judging(RunConfig config) {
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

  private static void requireSetting(String key, String value) {
    if (value == null || value.isBlank()) {
      throw new InputException("The configuration has no " + key + ", which has no default");
    }
  }

  /** Names of the rewards that can judge completions of held-out prompts. */
  private static List<String> judges(RunConfig config) {
    return config.rewards().stream()
        .filter(reward -> !reward.isDataset())
        .map(RewardSettings::name)
        .toList();
  }

  private static void lengths(RunConfig config) {
    String model = config.policy().model();
    int context =
        model == null
            ? config.policy().requireNewModel().contextLength()
            : ModelDirectory.configOf(Path.of(model)).contextLength();
    requireRoom("rollouts.max-new-tokens", config.rollouts().maxNewTokens(), context, context);
    requireRoom(
        "prompts.max-prompt-tokens", config.prompts().maxPromptTokens(), context, context - 1);
  }

  private static void stops(RunConfig config) {
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
          "%s is %d, and the policy's context %d tokens for prompt and completion together: set it to %d at most"
              .formatted(key, tokens, context, most));
    }
  }

  /** Every advantage is taken against the others of its group. */
  private static void signal(RunConfig config) {
    RolloutSettings rollouts = config.rollouts();
    if (config.iterations() > 0 && rollouts.groupSize() == 1) {
      throw new InputException(
          "rollouts.group-size is 1, and a completion's advantage is what sets it apart from the"
              + " others of its group: set it to 2 at least");
    }
    if (config.iterations() > 0 && rollouts.temperature() == 0) {
      throw new InputException(
          "rollouts.temperature is 0, which makes all completions of a group the same, so that"
              + " there is nothing to learn: raise it (evaluation.temperature may be 0)");
    }
  }

  private static void answers(RunConfig config) {
    List<RewardSettings> functions =
        config.rewards().stream()
            .filter(reward -> config.prompts().answerColumn() == null && !reward.isDataset())
            .toList();
    if (functions.isEmpty()) {
      return;
    }
    for (RewardSettings reward : RewardScorer.needingAnswers(functions)) {
      throw new InputException(
          "reward '%s' (%s) compares completions with the prompts' answers: name their column in prompts.answer-column"
              .formatted(reward.name(), reward.type()));
    }
  }

  /**
   * Checks the rewards where there is no run yet: the model of its own, if any, is left out. Spark
   * is started where a reward is an expression or a pipeline.
   *
   * @throws InputException naming the reward that cannot be used
   */
  public static void rewards(RunConfig config) {
    RewardScorer.create(config.rewards());
    List<RewardSettings> there =
        config.rewards().stream().filter(reward -> !RunRewards.takesModel(reward)).toList();
    if (RewardScorer.worksOnColumns(there)) {
      SparkSession session = SparkSessions.open("vireo plan");
      try {
        RewardScorer.checkColumns(there, session);
      } finally {
        session.stop();
      }
    }
  }

  /**
   * Looks whether the server that samples, if any, takes connections.
   *
   * @throws InputException if it does not
   */
  public static void servers(RunConfig config) {
    if (config.rollouts().engine() == Engine.OPENAI && config.iterations() > 0) {
      ServerReach.check(config.rollouts().server());
    }
  }

  /**
   * Checks how many prompts there are.
   *
   * @throws InputException if there are too few for an iteration, or none to evaluate with
   */
  static void prompts(RunConfig config, Prompts prompts) {
    if (config.iterations() > 0 && config.promptsPerIteration() > prompts.trainCount()) {
      throw new InputException(
          "prompts-per-iteration is %d, but only %d of the prompts can be trained on: set it to %d at most, or give more prompts"
              .formatted(config.promptsPerIteration(), prompts.trainCount(), prompts.trainCount()));
    }
    boolean asked =
        config.evaluation().accuracy() != null
            || config.evaluation().every() > 0
            || config.fineTuning().stream().anyMatch(phase -> phase.training().evaluateEvery() > 0);
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
