package dev.vireo.jobs.rewards.stage;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardFunctions;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.columns.ColumnScorer;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** What the settings of rewards say by themselves, before anything scores. */
public final class ConfiguredRewards {

  private ConfiguredRewards() {}

  /**
   * The rewards that give none without the prompts' reference answers.
   *
   * @throws InputException if a type is unknown
   */
  public static List<RewardSettings> needingAnswers(List<RewardSettings> rewards) {
    return rewards.stream()
        .filter(reward -> !reward.isDataset() && !RewardFunctions.worksOnColumns(reward.type()))
        .filter(reward -> RewardFunctions.provider(reward).needsAnswers())
        .toList();
  }

  /** The rewards that work on columns, so that Spark is needed to check them. */
  public static List<RewardSettings> ofColumns(List<RewardSettings> rewards) {
    return rewards.stream()
        .filter(reward -> RewardFunctions.worksOnColumns(reward.type()))
        .toList();
  }

  /**
   * Binds the rewards that work on columns: expressions are analysed, pipelines loaded.
   *
   * @throws InputException naming the reward, when one of them cannot be used
   */
  public static void checkColumns(List<RewardSettings> rewards, SparkSession session) {
    List<RewardSettings> columns = ofColumns(rewards);
    if (!columns.isEmpty()) {
      ColumnScorer.create(columns, session);
    }
  }

  /**
   * Makes sure that all rewards are functions of single completions.
   *
   * @throws InputException naming the first that is not
   */
  static void requireFunctions(List<RewardSettings> rewards) {
    for (RewardSettings reward : rewards) {
      if (reward.isDataset() || RewardFunctions.worksOnColumns(reward.type())) {
        throw new InputException(
            "reward '%s' is of type %s, which cannot score single completions here; use a reward of another type"
                .formatted(reward.name(), reward.type()));
      }
    }
  }
}
