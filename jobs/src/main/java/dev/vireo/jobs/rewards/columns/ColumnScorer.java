package dev.vireo.jobs.rewards.columns;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.SparkErrors;
import dev.vireo.jobs.rewards.RewardSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Computes the column rewards of a run, on the driver's side of Spark.
 *
 * <p>It works in its own session with fixed settings, so that the meaning of an expression does not
 * depend on how the application's session was configured: ANSI mode (a cast that fails is an error,
 * {@code try_cast} gives null), UTC, names in any case.
 */
public final class ColumnScorer {
  private final SparkSession session;
  private final List<RewardSettings> settings;
  private final List<ColumnReward> rewards;

  private ColumnScorer(
      SparkSession session, List<RewardSettings> settings, List<ColumnReward> rewards) {
    this.session = session;
    this.settings = settings;
    this.rewards = rewards;
  }

  public static ColumnScorer create(List<RewardSettings> columnRewards, SparkSession application) {
    SparkSession session = application.newSession();
    session.conf().set("spark.sql.ansi.enabled", "true");
    session.conf().set("spark.sql.session.timeZone", "UTC");
    session.conf().set("spark.sql.caseSensitive", "false");
    List<ColumnReward> rewards = new ArrayList<>();
    for (RewardSettings reward : columnRewards) {
      rewards.add(ColumnReward.create(reward, session));
    }
    return new ColumnScorer(session, columnRewards, rewards);
  }

  /**
   * The scored rows of {@link CompletionRows#KEYED_SCHEMA}: a double, or null, for each column
   * reward after what was there. Rows stay in their partition and order.
   */
  public JavaRDD<Row> score(JavaRDD<Row> completions) {
    Dataset<Row> frame = session.createDataFrame(completions, CompletionRows.KEYED_SCHEMA);
    JavaRDD<Row> scored = score(frame).toJavaRDD();
    if (scored.getNumPartitions() != completions.getNumPartitions()) {
      throw new IllegalStateException(
          "%s moved rows between partitions: %d became %d"
              .formatted(
                  describe(settings), completions.getNumPartitions(), scored.getNumPartitions()));
    }
    return scored;
  }

  /** The values of a few rows, in their order. */
  public List<double[]> score(List<Row> completions) {
    try {
      return score(session.createDataFrame(completions, CompletionRows.KEYED_SCHEMA))
          .collectAsList()
          .stream()
          .map(CompletionRows::values)
          .toList();
    } catch (RuntimeException e) {
      throw new InputException(
          "%s failed: %s".formatted(describe(settings), SparkErrors.firstLine(e)), e);
    }
  }

  public Dataset<Row> score(Dataset<Row> completions) {
    Dataset<Row> scored = completions;
    for (int i = 0; i < rewards.size(); i++) {
      scored = rewards.get(i).add(scored, "__value_" + i);
    }
    return scored;
  }

  /** Rewards as they are named in messages. */
  public static String describe(List<RewardSettings> rewards) {
    return rewards.stream()
        .map(reward -> "'%s' (%s)".formatted(reward.name(), reward.type()))
        .collect(Collectors.joining(", ", rewards.size() == 1 ? "reward " : "rewards ", ""));
  }
}
