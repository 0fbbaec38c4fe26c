package dev.vireo.algorithms.advantage;

import dev.vireo.algorithms.InputException;
import java.util.Optional;

/**
 * One advantage per completion: how much better its reward is than its group's mean, or than a
 * quality floor where the mean is below that.
 *
 * <p>NaN means no reward: it enters neither mean nor standard deviation, and its advantage is 0. A
 * group of equal rewards, or with a single one, has advantages of exactly 0, unless it is below the
 * floor, or the profile compares with no other completion.
 */
public final class Advantages {
  private Advantages() {}

  /**
   * The advantages of one group, by itself.
   *
   * @param rewards [G] rewards, raw or adjusted; NaN if there is none
   * @param settings profile and scale; not {@link Scale#BATCH}
   * @return the advantages, with the group's mean and standard deviation
   * @throws InputException if a reward is infinite, or the scale is the batch's
   */
  public static GroupAdvantages ofGroup(double[] rewards, AdvantageSettings settings) {
    return ofGroup(rewards, settings, Optional.empty());
  }

  /**
   * The advantages of one group of a batch.
   *
   * @param rewards [G] rewards, raw or adjusted; NaN if there is none
   * @param settings profile and scale
   * @param batch the whole batch's statistics, which {@link Scale#BATCH} reads
   * @return the advantages, with the group's mean and standard deviation
   * @throws InputException if a reward is infinite, or the batch's statistics are missing
   */
  public static GroupAdvantages ofGroup(
      double[] rewards, AdvantageSettings settings, Optional<BatchStatistics> batch) {
    AdvantageProfile profile = settings.profile();
    GroupSpread spread = GroupSpread.of(rewards, profile.ddof());
    double divisor = divisor(spread, settings, batch);
    double[] advantages = new double[rewards.length];
    double baseline = baseline(spread, settings);
    if (!profile.compared() || (spread.std() > 0 || baseline > spread.mean()) && divisor > 0) {
      for (int i = 0; i < rewards.length; i++) {
        if (!Double.isNaN(rewards[i])) {
          advantages[i] = (rewards[i] - baseline) / divisor;
        }
      }
    }
    return new GroupAdvantages(advantages, spread.mean(), spread.std(), spread.count());
  }

  private static double baseline(GroupSpread spread, AdvantageSettings settings) {
    if (!settings.profile().compared()) {
      return 0;
    }
    Double floor = settings.qualityFloor();
    return floor == null ? spread.mean() : Math.max(spread.mean(), floor);
  }

  static double divisor(
      GroupSpread spread, AdvantageSettings settings, Optional<BatchStatistics> batch) {
    AdvantageProfile profile = settings.profile();
    return switch (settings.scale()) {
      case GROUP -> spread.std() + profile.stdFloor();
      case BATCH -> batchStd(batch, profile) + profile.stdFloor();
      case NONE ->
          // r less the mean of the n - 1 others is n / (n - 1) times r less the mean of all n.
          profile == AdvantageProfile.RLOO ? (spread.count() - 1.0) / spread.count() : 1;
    };
  }

  private static double batchStd(Optional<BatchStatistics> batch, AdvantageProfile profile) {
    return batch
        .orElseThrow(
            () ->
                new InputException(
                    "The advantage scale batch needs the statistics of the whole batch, which"
                        + " are missing"))
        .std(profile.ddof());
  }
}
