package dev.vireo.jobs.rewards.columns;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardSettings;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A reward that is a column of a DataFrame of completions. */
public sealed interface ColumnReward permits SqlReward, PipelineReward {
  /**
   * The completions with one more column of doubles, null or NaN for none. Narrow: rows stay in
   * their partition and order.
   */
  Dataset<Row> add(Dataset<Row> completions, String column);

  /**
   * The column reward of these settings, checked against the columns there will be.
   *
   * @throws InputException naming the reward, when its options are wrong
   */
  static ColumnReward create(RewardSettings settings, SparkSession session) {
    try {
      return switch (settings.type()) {
        case "sql" -> SqlReward.create(settings.options(), session);
        case "mllib" -> PipelineReward.create(settings.revealed(), session);
        default -> throw new IllegalArgumentException(settings.type());
      };
    } catch (InputException e) {
      throw settings.failure(": ", e.getMessage(), e);
    }
  }
}
