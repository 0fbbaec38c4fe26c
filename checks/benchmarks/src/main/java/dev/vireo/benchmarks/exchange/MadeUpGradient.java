package dev.vireo.benchmarks.exchange;

import dev.vireo.algorithms.loss.Sums;
import dev.vireo.jobs.training.ShardGradient;
import dev.vireo.jobs.training.ShardTask;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.ParameterSet;

/**
 * A shard whose gradient costs next to nothing: a hash of the place and the shard.
 *
 * @param shard the shard's place
 * @param sizes elements of each parameter
 */
@SuppressWarnings("ArrayRecordComponent")
record MadeUpGradient(int shard, int[] sizes) implements ShardTask {
  static final String FILLING = "filling";

  @Override
  public ShardGradient run(Model model) {
    long start = System.nanoTime();
    ParameterSet gradient = ParameterSet.zeros(sizes);
    int state = shard * 0x85EBCA6B;
    for (int at = 0; at < gradient.count(); at++) {
      float[] values = gradient.at(at);
      for (int i = 0; i < values.length; i++) {
        state += 0x9E3779B9;
        values[i] = ((state ^ state >>> 15) >> 8) * 0x1p-23f;
      }
    }
    return new ShardGradient(
        gradient,
        new Sums()
            .add(FILLING, (System.nanoTime() - start) * 1e-9)
            .add(FetchedParameters.FETCHING, FetchedParameters.secondsInThisThread()));
  }
}
