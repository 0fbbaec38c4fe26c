package dev.vireo.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.algorithms.loss.Sums;
import dev.vireo.models.parameters.ParameterSet;
import org.junit.jupiter.api.Test;

final class InOrderTest {

  @Test
  void addsInShardOrderHoweverShardsCome() {
    // In float32 this is 0 in shard order, and 1 in the order in which the shards come.
    InOrder fold = new InOrder();
    fold.add(1, gradient(1e8f));
    fold.add(2, gradient(-1e8f));
    fold.add(0, gradient(1));

    assertThat(fold.total().gradient().at(0)).containsExactly(0f);
    assertThat(fold.total().sums()).isEqualTo(new Sums().add("shards", 3.0));
  }

  @Test
  void aShardWaitsForThoseBeforeIt() {
    InOrder fold = new InOrder();
    fold.add(1, gradient(2));
    assertThat(fold.total().gradient().isEmpty()).isTrue();

    fold.add(0, gradient(1));
    assertThat(fold.total().gradient().at(0)).containsExactly(3f);
  }

  private static ShardGradient gradient(float value) {
    return new ShardGradient(ParameterSet.of(new float[] {value}), new Sums().add("shards", 1.0));
  }
}
