package dev.vireo.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.algorithms.loss.Sums;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.models.parameters.ParameterSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

final class DriverFoldIT {

  /** Opened by the later shards, awaited by the first. */
  private static final CountDownLatch OTHERS = new CountDownLatch(2);

  @Test
  void foldsInShardOrderHoweverTheShardsFinish() throws IOException {
    try (SparkSession session = TestSpark.local()) {
      JavaSparkContext spark = TestSpark.context(session);
      List<ShardTask> shards = new ArrayList<>();
      // In float32 this is 0 in shard order, and 1 in the order in which the shards finish.
      shards.add(
          policy -> {
            await();
            return gradient(1);
          });
      shards.add(policy -> finished(gradient(1e8f)));
      shards.add(policy -> finished(gradient(-1e8f)));

      ShardGradient sum = new DriverFold(spark).sum("fold", new TinyParameters(), shards);

      assertThat(sum.gradient().at(0)).containsExactly(0f);
      assertThat(sum.sums()).isEqualTo(new Sums().add("shards", 3.0));
    }
  }

  private static void await() {
    try {
      OTHERS.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ShardGradient finished(ShardGradient gradient) {
    OTHERS.countDown();
    return gradient;
  }

  private static ShardGradient gradient(float value) {
    return new ShardGradient(ParameterSet.of(new float[] {value}), new Sums().add("shards", 1.0));
  }
}
