package dev.vireo.benchmarks.exchange;

import dev.vireo.jobs.gradient.ShardGradient;
import dev.vireo.jobs.gradient.ShardTask;
import dev.vireo.models.policy.Policy;
import java.util.Map;

/**
 * A shard whose gradient costs next to nothing: a hash of the place and the shard.
 *
 * @param shard the shard's place
 * @param parameters length of the gradient
 */
record MadeUpGradient(int shard, int parameters) implements ShardTask {
  static final String FILLING = "filling";

  @Override
  public ShardGradient run(Policy policy) {
    long start = System.nanoTime();
    float[] gradient = new float[parameters];
    int state = shard * 0x85EBCA6B;
    for (int i = 0; i < gradient.length; i++) {
      state += 0x9E3779B9;
      gradient[i] = ((state ^ state >>> 15) >> 8) * 0x1p-23f;
    }
    return new ShardGradient(
        gradient,
        Map.of(
            FILLING,
            (System.nanoTime() - start) * 1e-9,
            FetchedParameters.FETCHING,
            FetchedParameters.secondsInThisThread()));
  }
}
