package dev.vireo.jobs.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.slots.PolicyVersion;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.models.directory.Architecture;
import dev.vireo.models.directory.ModelConfig;
import dev.vireo.models.directory.RandomModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

final class DriverFoldIT {

  /** Opened by the later shards, awaited by the first. */
  private static final CountDownLatch OTHERS = new CountDownLatch(2);

  /** Parameters that need no file. */
  private record Fixed(ModelConfig config) implements PolicyVersion {
    @Override
    public String key() {
      return "fixed";
    }

    @Override
    public float[] parameters() {
      return RandomModel.parameters(config, 1);
    }
  }

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

      ShardGradient sum = new DriverFold(spark).sum("fold", new Fixed(tiny()), shards);

      assertThat(sum.gradient()).containsExactly(0f);
      assertThat(sum.sums()).isEqualTo(Map.of("shards", 3.0));
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
    return new ShardGradient(new float[] {value}, Map.of("shards", 1.0));
  }

  private static ModelConfig tiny() {
    return ModelConfig.builder(Architecture.LLAMA)
        .vocabularySize(8)
        .hiddenSize(4)
        .layers(1)
        .heads(1)
        .keyValueHeads(1)
        .headSize(4)
        .feedForwardSize(8)
        .contextLength(8)
        .tiedEmbeddings(true)
        .bosTokenId(null)
        .eosTokenIds(0)
        .padTokenId(0)
        .build();
  }
}
