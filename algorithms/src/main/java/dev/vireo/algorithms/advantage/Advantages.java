package dev.vireo.algorithms.advantage;

import dev.vireo.algorithms.InputException;

/**
 * One advantage per completion: how much better its reward is than its group's mean.
 *
 * <p>NaN means no reward: it enters neither mean nor standard deviation, and its advantage is 0. A
 * group of equal rewards, or with a single one, has advantages of exactly 0.
 */
public final class Advantages {
  private Advantages() {}

  /**
   * The advantages of one group.
   *
   * @param rewards [G] rewards, raw or adjusted; NaN if there is none
   * @param settings profile and scale
   * @param batch the whole batch's statistics for {@link Scale#BATCH}; otherwise unused, may be
   *     null
   * @return [G] advantages
   * @throws InputException if a reward is infinite, or the batch's statistics are missing
   */
  public static double[] of(double[] rewards, AdvantageSettings settings, BatchStatistics batch) {
    return ofGroup(rewards, settings, batch).advantages();
  }

  /**
   * The advantages of one group, with its mean and standard deviation.
   *
   * @param rewards [G] rewards, raw or adjusted; NaN if there is none
   * @param settings profile and scale
   * @param batch the whole batch's statistics for {@link Scale#BATCH}; otherwise unused, may be
   *     null
   * @return the advantages
   * @throws InputException if a reward is infinite, or the batch's statistics are missing
   */
  public static GroupAdvantages ofGroup(
      double[] rewards, AdvantageSettings settings, BatchStatistics batch) {
    AdvantageProfile profile = settings.profile();
    GroupSpread spread = GroupSpread.of(rewards, profile.freedomLost());
    double divisor = divisor(spread, settings, batch);
    double[] advantages = new double[rewards.length];
    if (spread.std() > 0 && divisor > 0) {
      for (int i = 0; i < rewards.length; i++) {
        if (!Double.isNaN(rewards[i])) {
          advantages[i] = (rewards[i] - spread.mean()) / divisor;
        }
      }
    }
    return new GroupAdvantages(advantages, spread.mean(), spread.std(), spread.count());
  }

  static double divisor(GroupSpread spread, AdvantageSettings settings, BatchStatistics batch) {
    AdvantageProfile profile = settings.profile();
    return switch (settings.scale()) {
      case GROUP -> spread.std() + profile.stdFloor();
      case BATCH -> batchStd(batch, profile) + profile.stdFloor();
      case NONE ->
          // r less the mean of the n - 1 others is n / (n - 1) times r less the mean of all n.
          profile == AdvantageProfile.RLOO ? (spread.count() - 1.0) / spread.count() : 1;
    };
  }

  private static double batchStd(BatchStatistics batch, AdvantageProfile profile) {
    if (batch == null) {
      throw new InputException(
          "The advantage scale batch needs the statistics of the whole batch, which are missing");
    }
    return batch.std(profile.freedomLost());
  }
}
