package dev.vireo.benchmarks.learning.tasks;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardOptions;
import java.util.SplittableRandom;

/**
 * What a judge is wrong by: a normal number that a completion of a prompt gets whenever it is
 * judged. Added to another reward, it makes that one a noisy judge.
 */
public final class SeededNoise implements RewardFunctionProvider<SeededNoiseOptions> {

  @Override
  public String type() {
    return "seeded-noise";
  }

  @Override
  public boolean isLight() {
    return true;
  }

  @Override
  public SeededNoiseOptions defaults() {
    return SeededNoiseOptions.defaults();
  }

  @Override
  public RewardFunction create(SeededNoiseOptions options) {
    double deviation = RewardOptions.needed("deviation", options.deviation());
    return input -> deviation * noise(options.seed(), input.promptId(), input.completion());
  }

  static double noise(long seed, String promptId, String completion) {
    long key = ((long) promptId.hashCode() << Integer.SIZE) ^ completion.hashCode();
    return new SplittableRandom(new SplittableRandom(seed).nextLong() ^ key).nextGaussian();
  }
}
