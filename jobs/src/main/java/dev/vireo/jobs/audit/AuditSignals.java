package dev.vireo.jobs.audit;

import dev.vireo.algorithms.signal.SignalSums;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.SparkDatasets;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;

/** Reads an iteration's completions once more, for what only all of them together show. */
public final class AuditSignals {

  private static final String[] ROLLOUT_COLUMNS = {
    "completions.text", "completions.token_ids", PolicyTokens.MASK
  };
  private static final String[] REWARD_COLUMNS = {"completions.reward"};
  private static final String[] ADVANTAGE_COLUMNS = {"completions.advantage"};

  private AuditSignals() {}

  /**
   * The iteration's metrics, named as {@link SignalSums#metrics} says; none if the rows of a
   * dataset were cleaned up before anybody looked.
   *
   * @param rewardStd standard deviation of all rewards of the iteration
   */
  public static SortedMap<String, Double> run(
      StageContext context,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      DatasetHandle<Advantages> advantages,
      double rewardStd) {
    if (Stream.of(rollouts, rewards, advantages).anyMatch(AuditSignals::isCleaned)) {
      return new TreeMap<>();
    }
    ChunkAudit audit = new ChunkAudit(rollouts, rewards, advantages, rewardStd);
    JavaSparkContext spark = context.spark();
    SignalSums total = SignalSums.NONE;
    for (SignalSums chunk :
        SparkDatasets.isSmall(rollouts, spark)
            ? rollouts.chunks().parallelStream().map(audit::sums).toList()
            : onExecutors(spark, rollouts, audit)) {
      total = total.plus(chunk);
    }
    return total.metrics();
  }

  private static List<SignalSums> onExecutors(
      JavaSparkContext spark, DatasetHandle<Rollout> rollouts, ChunkAudit audit) {
    spark.setJobDescription("audit signals: " + rollouts.partition());
    try {
      return spark.parallelize(rollouts.chunks(), rollouts.chunkCount()).map(audit::sums).collect();
    } finally {
      spark.setJobDescription(null);
    }
  }

  private static boolean isCleaned(DatasetHandle<?> dataset) {
    Partition<?> partition = dataset.partition();
    return Partition.isCleaned(partition.run(), partition.path());
  }

  /** Runs in a Spark task; chunk n of each dataset holds the same groups. */
  private record ChunkAudit(
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      DatasetHandle<Advantages> advantages,
      double rewardStd)
      implements Serializable {

    SignalSums sums(int chunk) {
      List<Rollout> completions = rollouts.read(chunk, ROLLOUT_COLUMNS);
      List<Rewards> scores = rewards.read(chunk, REWARD_COLUMNS);
      List<Advantages> signals = advantages.read(chunk, ADVANTAGE_COLUMNS);
      SignalSums total = SignalSums.NONE;
      for (int i = 0; i < completions.size(); i++) {
        total =
            total.plus(group(completions.get(i).getCompletions(), scores.get(i), signals.get(i)));
      }
      return total;
    }

    private SignalSums group(List<Completion> completions, Rewards scores, Advantages signals) {
      Set<String> texts = new HashSet<>();
      completions.forEach(completion -> texts.add(completion.getText()));
      return SignalSums.ofGroup(
          scores.getCompletions().stream().mapToDouble(each -> each.getReward()).toArray(),
          signals.getCompletions().stream().mapToDouble(each -> each.getAdvantage()).toArray(),
          completions.stream().mapToInt(PolicyTokens::count).toArray(),
          completions.size() - texts.size(),
          rewardStd);
    }
  }
}
