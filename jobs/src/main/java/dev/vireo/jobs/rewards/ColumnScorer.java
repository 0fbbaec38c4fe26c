package dev.vireo.jobs.rewards;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Computes the column rewards of a run, on the driver's side of Spark.
 *
 * <p>It works in a session of its own with fixed settings, so that the meaning of an expression
 * does not depend on how the application's session was configured: ANSI mode (a cast that fails is
 * an error, {@code try_cast} gives null), UTC, names in any case.
 */
final class ColumnScorer {
  private final SparkSession session;
  private final List<ColumnReward> rewards;

  private ColumnScorer(SparkSession session, List<ColumnReward> rewards) {
    this.session = session;
    this.rewards = rewards;
  }

  static ColumnScorer create(List<RewardSettings> columnRewards, SparkSession application) {
    SparkSession session = application.newSession();
    session.conf().set("spark.sql.ansi.enabled", "true");
    session.conf().set("spark.sql.session.timeZone", "UTC");
    session.conf().set("spark.sql.caseSensitive", "false");
    List<ColumnReward> rewards = new ArrayList<>();
    for (RewardSettings reward : columnRewards) {
      rewards.add(ColumnReward.create(reward, session));
    }
    return new ColumnScorer(session, rewards);
  }

  SparkSession session() {
    return session;
  }

  List<String> contents() {
    return rewards.stream().map(ColumnReward::content).toList();
  }

  /**
   * Rows of {@link CompletionRows#KEYED_SCHEMA}, with a column of doubles behind them for each
   * column reward. Rows stay in their partition and order.
   */
  Dataset<Row> score(Dataset<Row> completions) {
    Dataset<Row> scored = completions;
    for (int i = 0; i < rewards.size(); i++) {
      scored = rewards.get(i).add(scored, "__value_" + i);
    }
    return scored;
  }
}
